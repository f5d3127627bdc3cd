import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { type Account, type SignedIn, signIn } from './sign-in.js'

/** How long a player waits for a stanza, in milliseconds. */
const TIMEOUT = 10_000

type Listener = (stanza: Element) => void

/** A user of the demo with an XMPP client. */
export class Player {
  readonly name: string
  readonly #client: SignedIn
  readonly #listeners: Set<Listener>

  private constructor(name: string, client: SignedIn, listeners: Set<Listener>) {
    this.name = name
    this.#client = client
    this.#listeners = listeners
  }

  /** Signs in to the account; the player has the user's name. */
  static async signIn(account: Account): Promise<Player> {
    const listeners = new Set<Listener>()
    const client = await signIn(account, stanza => {
      for (const listen of listeners) listen(stanza)
    })
    return new Player(account.user, client, listeners)
  }

  /** Calls `listen` with each stanza that this client receives from now on. */
  onStanza(listen: Listener): void {
    this.#listeners.add(listen)
  }

  send(stanza: Element): void {
    this.#client.send(stanza)
  }

  /** Sends a stanza and waits for the first one that `isWanted` accepts. Undefined after 10 seconds. */
  async sendAndAwait(stanza: Element, isWanted: (received: Element) => boolean): Promise<Element | undefined> {
    const received = this.awaits(isWanted)
    this.send(stanza)
    return received
  }

  /** Waits for the next stanza that `isWanted` accepts. Undefined after 10 seconds. */
  awaits(isWanted: (received: Element) => boolean): Promise<Element | undefined> {
    return new Promise(resolve => {
      const end = (stanza?: Element) => {
        clearTimeout(timer)
        this.#listeners.delete(listen)
        resolve(stanza)
      }
      const timer = setTimeout(end, TIMEOUT)
      const listen = (stanza: Element) => {
        if (isWanted(stanza)) end(stanza)
      }
      this.#listeners.add(listen)
    })
  }

  /** Enters a room. Gives the self-presence or the error, undefined after 10 seconds. */
  enters(room: string): Promise<Element | undefined> {
    const entry = xml('presence', { to: `${room}/${this.name}` }, xml('x', NS.muc))
    return this.sendAndAwait(entry, stanza => {
      return stanza.name === 'presence' && attr(stanza, 'from') === `${room}/${this.name}`
    })
  }

  /** Signs out, and so leaves all rooms. */
  leaves(): Promise<void> {
    return this.#client.stop()
  }
}
