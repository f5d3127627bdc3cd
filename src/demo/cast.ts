import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { type Account, type SignedIn, signIn } from './sign-in.js'

/** How long a stanza of the story may take, in milliseconds. */
const PATIENCE = 10_000

type Listener = (stanza: Element) => void

/** Somebody in the demo, with a client of their own. */
export class Player {
  readonly name: string
  readonly #client: SignedIn
  readonly #listeners: Set<Listener>

  private constructor(name: string, client: SignedIn, listeners: Set<Listener>) {
    this.name = name
    this.#client = client
    this.#listeners = listeners
  }

  static async signIn(account: Account): Promise<Player> {
    const listeners = new Set<Listener>()
    const client = await signIn(account, stanza => {
      for (const listen of listeners) listen(stanza)
    })
    return new Player(account.user, client, listeners)
  }

  /** Hands each stanza that this client receives from now on to `listen`. */
  hears(listen: Listener): void {
    this.#listeners.add(listen)
  }

  send(stanza: Element): void {
    this.#client.send(stanza)
  }

  /** Sends a stanza and waits for the first one that `isWanted`; undefined where none came. Others are heard as ever. */
  async sendAndAwait(stanza: Element, isWanted: (received: Element) => boolean): Promise<Element | undefined> {
    const received = this.awaits(isWanted)
    this.send(stanza)
    return received
  }

  /** The next stanza that `isWanted`; undefined where none came in time. */
  awaits(isWanted: (received: Element) => boolean): Promise<Element | undefined> {
    return new Promise(resolve => {
      const end = (stanza?: Element) => {
        clearTimeout(timer)
        this.#listeners.delete(listen)
        resolve(stanza)
      }
      const timer = setTimeout(end, PATIENCE)
      const listen = (stanza: Element) => {
        if (isWanted(stanza)) end(stanza)
      }
      this.#listeners.add(listen)
    })
  }

  /** Enters a room; gives the self-presence, or the error. */
  enters(room: string): Promise<Element | undefined> {
    const entry = xml('presence', { to: `${room}/${this.name}` }, xml('x', NS.muc))
    return this.sendAndAwait(entry, stanza => {
      return stanza.name === 'presence' && attr(stanza, 'from') === `${room}/${this.name}`
    })
  }

  leaves(): Promise<void> {
    return this.#client.stop()
  }
}
