/** A gate that is open or shut; shut at first. */
export class Gate {
  #waiting: (() => void)[] = []
  #isOpen = false

  /** Resolves at once where the gate is open, else when it is opened. */
  passed(): Promise<void> {
    return this.#isOpen ? Promise.resolve() : new Promise(resolve => this.#waiting.push(resolve))
  }

  open(): void {
    this.#isOpen = true
    for (const pass of this.#waiting.splice(0)) pass()
  }

  shut(): void {
    this.#isOpen = false
  }
}
