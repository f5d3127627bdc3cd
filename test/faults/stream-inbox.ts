import type { Element } from '../../src/stanza/element.js'

/** What a stream has received: read one by one while it signs in, then passed on. */
export class StreamInbox {
  #take: (element: Element) => void
  #waiting: Element[] = []
  #wake: () => void = () => undefined
  #lost: () => void = () => undefined
  #isClosed = false

  constructor() {
    this.#take = element => {
      this.#waiting.push(element)
      this.#wake()
    }
  }

  add(element: Element): void {
    this.#take(element)
  }

  /** The connection has ended. */
  close(): void {
    this.#isClosed = true
    this.#wake()
    this.#lost()
  }

  /** Passes each element to `take` from now on, and calls `lost` when the connection ends. */
  listen(take: (element: Element) => void, lost: () => void): void {
    this.#take = take
    this.#lost = lost
    for (const element of this.#waiting.splice(0)) take(element)
    if (this.#isClosed) lost()
  }

  /** The next element, which must have this name; those with the name `passed` do not count. */
  async until(name: string, passed?: string): Promise<Element> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next?.name === name) return next
      if (next && next.name === passed) continue
      if (next) throw new Error(`the server answered ${next}`)
      if (this.#isClosed) throw new Error('the server closed the connection')
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}
