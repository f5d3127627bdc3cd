import { type SignedIn, signIn } from '../../src/demo/sign-in.js'
import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import { parseJid } from '../../src/stanza/jid.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { RealServer } from '../servers/server.js'

/** How long an answer may take until the client signs in again, in milliseconds. */
const PATIENCE = 4000
const MOST_SEEN = 200

/** Somebody with a client at a real server, who sends what no client should. */
export class Client {
  /** What the service did wrong, as far as this client can tell. */
  readonly wrongs: string[] = []
  /** Ids that came with what it received. */
  readonly seen: string[] = ['nothing']
  answers = 0
  /** How often the server has closed its stream. */
  thrownOut = 0
  readonly #server: RealServer
  readonly #name: string
  #signedIn: SignedIn | undefined
  readonly #asked = new Map<string, string>()
  #wells = 0
  #isWell: () => void = () => undefined

  private constructor(server: RealServer, name: string) {
    this.#server = server
    this.#name = name
  }

  static async signIn(server: RealServer, name: string): Promise<Client> {
    const client = new Client(server, name)
    await client.comesAgain()
    return client
  }

  /** Signs in, anew where it was thrown out. */
  async comesAgain(): Promise<void> {
    if (this.#signedIn) this.thrownOut++
    this.#signedIn?.vanish()
    this.#asked.clear()
    const { clientPort: port, domain } = this.#server
    const account = { port, domain, user: this.#name, password: 'secret', resource: 'fuzz' }
    this.#signedIn = await signIn(account, stanza => this.#receive(stanza))
  }

  sends(stanza: Element | undefined, id: string): void {
    // The server itself answers a stanza without a valid address: the service never gets it.
    if (!stanza || !parseJid(attr(stanza, 'to') ?? '')) return
    delete stanza.attrs['from']
    stanza.attrs['id'] = id
    this.#asked.set(id, stanza.toString().slice(0, 2000))
    this.#signedIn?.send(stanza)
  }

  /** Whether the service answers this client within a time, in milliseconds, after all that it has sent. */
  async isWell(patience = PATIENCE): Promise<boolean> {
    const id = `well-${++this.#wells}`
    const answered = new Promise<boolean>(resolve => {
      const late = setTimeout(() => resolve(false), patience)
      this.#isWell = () => {
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
    if (id === `well-${this.#wells}`) return this.#isWell()
    if (stanza.getChild('error')?.getChild('internal-server-error', NS.stanzas)) {
      this.wrongs.push(`an internal error, for ${this.#asked.get(id) ?? id}`)
    }
    this.#judgeAnswer(stanza, id)
    if (id.length > 6) this.seen.push(id)
    if (this.seen.length > MOST_SEEN) this.seen.splice(0, MOST_SEEN / 2)
  }

  /** A request has one answer. */
  #judgeAnswer(stanza: Element, id: string): void {
    if (stanza.name !== 'iq' || !id.startsWith('s')) return
    const isAnswer = attr(stanza, 'type') === 'result' || attr(stanza, 'type') === 'error'
    const question = this.#asked.get(id)
    if (!isAnswer || question === undefined) return
    if (question.startsWith('answered ')) this.wrongs.push(`a second answer to ${question}`)
    this.#asked.set(id, `answered ${question}`)
  }
}
