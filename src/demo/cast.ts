import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { type Account, type SignedIn, signIn } from './sign-in.js'

/** How long a stanza of the story may take, in milliseconds. */
const PATIENCE = 10_000

/** Somebody in the demo, with a client of their own. */
export class Player {
  readonly name: string
  readonly #client: SignedIn
  readonly #stage: { onStanza: (stanza: Element) => void }

  private constructor(name: string, client: SignedIn, stage: { onStanza: (stanza: Element) => void }) {
    this.name = name
    this.#client = client
    this.#stage = stage
  }

  static async signIn(account: Account): Promise<Player> {
    const stage = { onStanza: (_: Element) => {} }
    const client = await signIn(account, stanza => stage.onStanza(stanza))
    return new Player(account.user, client, stage)
  }

  /** Hands each stanza that this client receives from now on to `listen`. */
  hears(listen: (stanza: Element) => void): void {
    this.#stage.onStanza = listen
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
    const before = this.#stage.onStanza
    return new Promise(resolve => {
      const end = (stanza?: Element) => {
        clearTimeout(timer)
        this.#stage.onStanza = before
        resolve(stanza)
      }
      const timer = setTimeout(end, PATIENCE)
      this.#stage.onStanza = stanza => {
        before(stanza)
        if (isWanted(stanza)) end(stanza)
      }
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
