import { setTimeout as pause } from 'node:timers/promises'
import { attr, type Element } from '../../src/stanza/element.js'
import { RawStream } from './raw-stream.js'

/** Between two tries to sign in again, in milliseconds. */
const TRY_AGAIN_AFTER = 150
const ANSWER_WITHIN = 30_000

export type PersonOptions = {
  readonly port: number
  readonly name: string
  /** The resource of the sign-in with this number, counted from 1. */
  readonly resource?: (signIn: number) => string
}

/** Somebody with a client that does next to nothing, and signs in again whenever the connection is lost. */
export class Person {
  readonly name: string
  readonly bare: string
  readonly #port: number
  readonly #resource: (signIn: number) => string
  readonly #listeners = new Set<(stanza: Element) => void>()
  readonly #arrivals: (() => void)[] = []
  readonly #losses: (() => void)[] = []
  readonly #answers = new Map<string, (answer: Element | undefined) => void>()
  #stream: RawStream | undefined
  #signIns = 0
  #asked = 0
  #ended = false

  constructor({ port, name, resource = n => `c${n}` }: PersonOptions) {
    this.name = name
    this.bare = `${name}@localhost`
    this.#port = port
    this.#resource = resource
  }

  /** The full JID of the last sign-in. */
  get jid(): string {
    return `${this.bare}/${this.#resource(this.#signIns)}`
  }

  get isOnline(): boolean {
    return this.#stream !== undefined
  }

  /** How often the connection was made. */
  get signIns(): number {
    return this.#signIns
  }

  /** All that comes is told to the listener until the function that is given back is called. */
  hears(listener: (stanza: Element) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Called after each sign-in but the first. */
  whenBack(listener: () => void): void {
    this.#arrivals.push(listener)
  }

  whenLost(listener: () => void): void {
    this.#losses.push(listener)
  }

  /** Rejects where the server refuses. */
  async signIn(): Promise<void> {
    const resource = this.#resource(this.#signIns + 1)
    const stream = await RawStream.signIn({ port: this.#port, user: this.name, resource })
    if (this.#ended) return stream.cut()
    this.#signIns++
    this.#stream = stream
    stream.listen(
      stanza => this.#take(stanza),
      () => this.#lost(),
    )
    this.send('<presence/>')
  }

  /** False where it is not signed in. */
  send(text: string): boolean {
    this.#stream?.send(text)
    return this.isOnline
  }

  /** Asks by an IQ and gives the answer, or undefined where none came within `bound` milliseconds or the link is lost. */
  ask(
    type: 'get' | 'set',
    to: string,
    { payload, bound = ANSWER_WITHIN }: { payload: string; bound?: number },
  ): Promise<Element | undefined> {
    const id = `ask${++this.#asked}`
    if (!this.send(`<iq type='${type}' id='${id}' to='${to}'>${payload}</iq>`)) return Promise.resolve(undefined)
    return new Promise(resolve => {
      const answered = (answer: Element | undefined) => {
        clearTimeout(timer)
        this.#answers.delete(id)
        resolve(answer)
      }
      const timer = setTimeout(() => answered(undefined), bound)
      this.#answers.set(id, answered)
    })
  }

  /** Breaks the connection off and does not come back by itself. */
  leave(): void {
    this.#ended = true
    this.#stream?.cut()
  }

  #take(stanza: Element): void {
    const answered = stanza.name === 'iq' ? this.#answers.get(attr(stanza, 'id') ?? '') : undefined
    if (answered && ['result', 'error'].includes(attr(stanza, 'type') ?? '')) answered(stanza)
    for (const listener of this.#listeners) listener(stanza)
  }

  #lost(): void {
    this.#stream = undefined
    for (const answered of [...this.#answers.values()]) answered(undefined)
    for (const listener of this.#losses) listener()
    this.#comeBack().catch(() => undefined)
  }

  async #comeBack(): Promise<void> {
    while (!this.#ended && !this.isOnline) {
      await pause(TRY_AGAIN_AFTER)
      const isBack = await this.signIn().then(
        () => true,
        () => false,
      )
      if (isBack && this.isOnline) for (const listener of this.#arrivals) listener()
    }
  }
}
