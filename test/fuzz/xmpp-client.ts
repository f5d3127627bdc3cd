import { type SignedIn, signIn } from '../../src/demo/sign-in.js'
import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import { parseJid } from '../../src/stanza/jid.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { RealServer } from '../servers/server.js'

/** Milliseconds for an answer; then the client signs in again. */
const TIMEOUT = 4000
const MOST_SEEN = 200

/** A client at a real server that sends hostile stanzas. */
export class Client {
  /** Faults of the service that this client has noticed. */
  readonly violations: string[] = []
  /** Ids in received stanzas. */
  readonly seen: string[] = ['nothing']
  answers = 0
  /** How often the server closed the stream. */
  streamsClosed = 0
  readonly #server: RealServer
  readonly #name: string
  #signedIn: SignedIn | undefined
  readonly #asked = new Map<string, string>()
  #pings = 0
  #isResponsive: () => void = () => undefined

  private constructor(server: RealServer, name: string) {
    this.#server = server
    this.#name = name
  }

  static async signIn(server: RealServer, name: string): Promise<Client> {
    const client = new Client(server, name)
    await client.signInAgain()
    return client
  }

  /** Signs in; an open connection is dropped first. */
  async signInAgain(): Promise<void> {
    if (this.#signedIn) this.streamsClosed++
    this.#signedIn?.vanish()
    this.#asked.clear()
    const { clientPort: port, domain } = this.#server
    const account = { port, domain, user: this.#name, password: 'secret', resource: 'fuzz' }
    this.#signedIn = await signIn(account, stanza => this.#receive(stanza))
  }

  send(stanza: Element | undefined, id: string): void {
    // The server itself answers a stanza with an invalid address: the service never receives it.
    if (!stanza || !parseJid(attr(stanza, 'to') ?? '')) return
    delete stanza.attrs['from']
    stanza.attrs['id'] = id
    this.#asked.set(id, stanza.toString().slice(0, 2000))
    this.#signedIn?.send(stanza)
  }

  /** Whether the service answers a ping within `timeout` milliseconds, after all earlier stanzas. */
  async isResponsive(timeout = TIMEOUT): Promise<boolean> {
    const id = `well-${++this.#pings}`
    const answered = new Promise<boolean>(resolve => {
      const late = setTimeout(() => resolve(false), timeout)
      this.#isResponsive = () => {
        clearTimeout(late)
        resolve(true)
      }
    })
    const ping = `<iq type='get' id='${id}' to='${this.#server.roomsDomain}'><ping xmlns='${NS.ping}'/></iq>`
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
    if (id === `well-${this.#pings}`) return this.#isResponsive()
    if (stanza.getChild('error')?.getChild('internal-server-error', NS.stanzas)) {
      this.violations.push(`an internal error, for ${this.#asked.get(id) ?? id}`)
    }
    this.#judgeAnswer(stanza, id)
    if (id.length > 6) this.seen.push(id)
    if (this.seen.length > MOST_SEEN) this.seen.splice(0, MOST_SEEN / 2)
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
