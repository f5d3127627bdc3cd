import type { SignedIn } from '../../src/demo/sign-in.js'
import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'

/** Milliseconds for an answer; then the client signs in again. */
const TIMEOUT = 4000
const MOST_SEEN = 200
const REQUEST_TO_SERVICE = /^<iq (?![^>]*\bto="[^"]*\/)[^>]*\btype="[gs]et"/

/** Signs in; `onStanza` gets each stanza. */
export type SignIn = (onStanza: (stanza: Element) => void) => Promise<SignedIn>

/** A client that sends hostile stanzas. */
export class Client {
  /** Faults of the service that this client has noticed. */
  readonly violations: string[] = []
  /** Ids in received stanzas. */
  readonly seen: string[] = ['nothing']
  answers = 0
  /** Whether the stream was ended with an error. */
  hasStreamError = false
  /** How often the server closed the stream. */
  streamsClosed = 0
  readonly #service: string
  readonly #signIn: SignIn
  #signedIn: SignedIn | undefined
  readonly #asked = new Map<string, string>()
  #pings = 0
  #isClosed = false
  #conclude: (isResponsive: boolean) => void = () => undefined

  /** `service`: the domain of the service. */
  constructor(service: string, signIn: SignIn) {
    this.#service = service
    this.#signIn = signIn
  }

  /** Signs in; an open connection is dropped first. */
  async signInAgain(): Promise<void> {
    if (this.#signedIn) this.streamsClosed++
    this.#signedIn?.vanish()
    this.#asked.clear()
    this.hasStreamError = false
    this.#isClosed = false
    this.#signedIn = await this.#signIn(stanza => this.#receive(stanza))
  }

  send(stanza: Element | undefined, id: string): void {
    if (!stanza) return
    delete stanza.attrs['from']
    stanza.attrs['id'] = id
    this.#asked.set(id, stanza.toString().slice(0, 2000))
    this.#signedIn?.send(stanza)
  }

  /** The requests to services without an answer, by id: an occupant may leave before it answers. */
  get unanswered(): ReadonlyMap<string, string> {
    return new Map([...this.#asked].filter(([, asked]) => REQUEST_TO_SERVICE.test(asked)))
  }

  /** Whether the service answers a ping within `timeout` milliseconds, after all earlier stanzas. */
  async isResponsive(timeout = TIMEOUT): Promise<boolean> {
    if (this.#isClosed) return false
    const id = `well-${++this.#pings}`
    const answered = new Promise<boolean>(resolve => {
      const late = setTimeout(() => resolve(false), timeout)
      this.#conclude = isResponsive => {
        clearTimeout(late)
        resolve(isResponsive)
      }
    })
    const ping = `<iq type='get' id='${id}' to='${this.#service}'><ping xmlns='${NS.ping}'/></iq>`
    this.#signedIn?.send(parseElement(ping))
    return answered
  }

  async stop(): Promise<void> {
    await this.#signedIn?.stop()
    this.#signedIn = undefined
  }

  #receive(stanza: Element): void {
    this.answers++
    const id = attr(stanza, 'id') ?? ''
    if (stanza.name === 'stream:error') this.#noteError(stanza)
    if (stanza.name === 'close') this.#isClosed = true
    if (this.#isClosed) return this.#conclude(false)
    if (id === `well-${this.#pings}`) return this.#conclude(true)
    if (stanza.getChild('error')?.getChild('internal-server-error', NS.stanzas)) {
      this.violations.push(`an internal error, for ${this.#asked.get(id) ?? id}`)
    }
    this.#judgeAnswer(stanza, id)
    if (id.length > 6) this.seen.push(id)
    if (this.seen.length > MOST_SEEN) this.seen.splice(0, MOST_SEEN / 2)
  }

  #noteError(error: Element): void {
    this.hasStreamError = true
    const asked = () => [...this.#asked.values()].slice(-10).join('\n')
    if (error.getChild('internal-server-error'))
      this.violations.push(`an internal error of the stream, after ${asked()}`)
  }

  /** RFC 6120 §8.2.3: a request gets exactly one answer. */
  #judgeAnswer(stanza: Element, id: string): void {
    if (stanza.name !== 'iq' || !id.startsWith('s')) return
    const isAnswer = attr(stanza, 'type') === 'result' || attr(stanza, 'type') === 'error'
    const question = this.#asked.get(id)
    if (!isAnswer || question === undefined) return
    if (question.startsWith('answered ')) this.violations.push(`a second answer to ${question}`)
    this.#asked.set(id, `answered ${question}`)
  }
}
