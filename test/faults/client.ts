import { setTimeout as pause } from 'node:timers/promises'
import { attr, type Element } from '../../src/stanza/element.js'
import { RawStream } from './raw-stream.js'

/** Pause between two sign-in attempts, in milliseconds. */
const TRY_AGAIN_AFTER = 150
const ANSWER_WITHIN = 30_000

/** A signed-in stream. `jid`: the full JID, if the server may choose another resource than asked for. */
export type ClientStream = Pick<RawStream, 'listen' | 'send' | 'cut'> & { readonly jid?: string }

export type ClientOptions = {
  readonly name: string
  /** By default that of the user with this name. */
  readonly bare?: string
  /** Signs in with the resource; rejects when that is not possible. */
  readonly connect: (resource: string) => Promise<ClientStream>
  /** Returns the resource of a sign-in; the argument counts sign-ins from 1. */
  readonly resource?: (signIn: number) => string
}

/** A minimal client that signs in again whenever it loses the connection. */
export class Client {
  readonly name: string
  readonly bare: string
  readonly #connect: ClientOptions['connect']
  readonly #resource: (signIn: number) => string
  readonly #listeners = new Set<(stanza: Element) => void>()
  readonly #arrivals: (() => void)[] = []
  readonly #losses: (() => void)[] = []
  readonly #answers = new Map<string, (answer: Element | undefined) => void>()
  #stream: ClientStream | undefined
  #jid: string
  #signIns = 0
  #asked = 0
  #ended = false

  constructor({ name, bare = `${name}@localhost`, connect, resource = n => `c${n}` }: ClientOptions) {
    this.name = name
    this.bare = bare
    this.#connect = connect
    this.#resource = resource
    this.#jid = bare
  }

  /** The full JID of the latest sign-in. */
  get jid(): string {
    return this.#jid
  }

  get isOnline(): boolean {
    return this.#stream !== undefined
  }

  /** Number of sign-ins. */
  get signIns(): number {
    return this.#signIns
  }

  /** Calls `listener` with each received stanza, until the returned function is called. */
  onStanza(listener: (stanza: Element) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls `listener` after each sign-in except the first. */
  onReconnect(listener: () => void): void {
    this.#arrivals.push(listener)
  }

  onDisconnect(listener: () => void): void {
    this.#losses.push(listener)
  }

  /** Rejects when the server refuses the sign-in or cannot be reached. */
  async signIn(): Promise<void> {
    const resource = this.#resource(this.#signIns + 1)
    const stream = await this.#connect(resource)
    if (this.#ended) return stream.cut()
    this.#signIns++
    this.#jid = stream.jid ?? `${this.bare}/${resource}`
    this.#stream = stream
    stream.listen(
      stanza => this.#take(stanza),
      () => this.#lost(),
    )
    this.send('<presence/>')
  }

  /** Returns false when the client is not signed in. */
  send(text: string): boolean {
    this.#stream?.send(text)
    return this.isOnline
  }

  /** Sends an IQ and returns the answer; undefined after `timeout` milliseconds or when the connection is lost. */
  ask(
    type: 'get' | 'set',
    to: string,
    { payload, timeout = ANSWER_WITHIN }: { payload: string; timeout?: number },
  ): Promise<Element | undefined> {
    const id = `ask${++this.#asked}`
    if (!this.send(`<iq type='${type}' id='${id}' to='${to}'>${payload}</iq>`)) return Promise.resolve(undefined)
    return new Promise(resolve => {
      const answered = (answer: Element | undefined) => {
        clearTimeout(timer)
        this.#answers.delete(id)
        resolve(answer)
      }
      const timer = setTimeout(() => answered(undefined), timeout)
      this.#answers.set(id, answered)
    })
  }

  /** Destroys the connection, as a client does that believes it to be dead; signs in again. */
  cut(): void {
    this.#stream?.cut()
  }

  /** Destroys the connection and does not sign in again. */
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

/** The options of a user of the XMPP server on this port. */
export function userClient(port: number, name: string): ClientOptions {
  return { name, connect: resource => RawStream.signIn({ port, user: name, resource }) }
}
