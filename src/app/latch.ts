/** Holds tasks while a condition, such as a ready link, is not met. It is closed at first. */
export class Latch {
  #waiting: (() => void)[] = []
  #isOpen = false

  /** Resolves at once if the latch is open, or when it opens. */
  opened(): Promise<void> {
    return this.#isOpen ? Promise.resolve() : new Promise(resolve => this.#waiting.push(resolve))
  }

  open(): void {
    this.#isOpen = true
    for (const resume of this.#waiting.splice(0)) resume()
  }

  close(): void {
    this.#isOpen = false
  }
}
