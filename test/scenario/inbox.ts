import type { Element } from '../../src/stanza/element.js'
import { matches, pattern } from './pattern.js'

/** How long to wait for a stanza on a slow machine, in milliseconds. A scene that succeeds never waits that long. */
const LONGEST_WAIT_MS = 60_000

/** The stanzas that an actor has received and not yet read. */
export class Inbox {
  readonly #owner: string
  readonly #unread: Element[] = []
  readonly #waiting = new Set<() => void>()

  constructor(owner: string) {
    this.#owner = owner
  }

  add(stanza: Element): void {
    this.#unread.push(stanza)
    for (const arrived of this.#waiting) arrived()
  }

  /** Resolves with the first unread stanza that matches the pattern; the stanzas before it count as read. */
  async take(wanted: string): Promise<Element> {
    await this.#until(wanted)
    const [stanza] = this.#unread.splice(0, this.#find(wanted) + 1).slice(-1)
    return stanza ?? this.take(wanted)
  }

  /** Resolves with the first unread stanza that matches the pattern; the stanzas before it stay unread. */
  async pick(wanted: string): Promise<Element> {
    await this.#until(wanted)
    const [stanza] = this.#unread.splice(this.#find(wanted), 1)
    return stanza ?? this.pick(wanted)
  }

  /**
   * Call it before the request is sent; resolves with the answer, the first stanza that matches. What was unread before the
   * request counts as read then; what came since, such as the effect of the request, stays unread.
   */
  answer(wanted: string): Promise<Element> {
    const earlier = new Set(this.#unread)
    return this.pick(wanted).then(answer => {
      this.#unread.push(...this.#unread.splice(0).filter(stanza => !earlier.has(stanza)))
      return answer
    })
  }

  /** Gives all unread stanzas; they count as read. */
  takeAll(): Element[] {
    return this.#unread.splice(0)
  }

  #find(wanted: string): number {
    const sought = pattern(wanted)
    return this.#unread.findIndex(stanza => matches(sought, stanza))
  }

  #until(wanted: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => {
        this.#waiting.delete(check)
        reject(new Error(`${this.#owner} did not receive\n  ${wanted}\nbut\n${this.#list()}`))
      }
      const timer = setTimeout(fail, LONGEST_WAIT_MS)
      const check = () => {
        if (this.#find(wanted) < 0) return
        clearTimeout(timer)
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }

  #list(): string {
    return this.#unread.map(stanza => `  ${stanza.toString()}`).join('\n') || '  nothing'
  }
}
