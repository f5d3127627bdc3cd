import { type Element, parseElement } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { signInGuest } from '../scenario/guest-client.js'
import type { FuzzGuest, GuestRoom } from './guest-room.js'
import { Client } from './xmpp-client.js'
import { SERVICE } from './xmpp-targets.js'

/** Stanzas of one connection: more would be read more slowly. */
const MOST_OF_CONNECTION = 150
/** Milliseconds for an answer on a slow machine. */
const LONGEST_SILENCE = 20_000
/** Bytes. A frame of more than 512 KiB ends the connection without an error of the stream: the frames layer sends one. */
const LONGEST_STANZA = 500_000

/** A guest in a room who sends hostile stanzas. A guest whose stream or secret ends comes back, if need be as another. */
export class Visitor {
  readonly #room: GuestRoom
  readonly #role: 'participant' | 'moderator'
  readonly #failures: string[]
  #guest: FuzzGuest | undefined
  #client: Client | undefined
  #sent = 0
  /** The ids of the requests that had no answer the last time. */
  #late: readonly string[] = []
  readonly count = { received: 0, streamErrors: 0, guests: 0 }

  constructor(room: GuestRoom, { role, failures }: { role: 'participant' | 'moderator'; failures: string[] }) {
    this.#room = room
    this.#role = role
    this.#failures = failures
  }

  get jid(): string {
    return this.#guest?.jid ?? ''
  }

  /** Ids that the service has given out. */
  get seen(): readonly string[] {
    return this.#client?.seen ?? ['nothing']
  }

  /** Signs in, as a new guest if the secret has ended, and enters the room. */
  async comes(): Promise<void> {
    await this.leaves()
    const isIn = this.#guest !== undefined && (await this.#signIn(this.#guest))
    if (!isIn) {
      this.count.guests++
      this.#guest = await this.#room.guest(this.#role, 'tybalt')
      if (!(await this.#signIn(this.#guest))) this.#failures.push(`${this.jid} is a new guest, but cannot sign in`)
    }
    const to = `${this.#room.jid}/${this.#guest?.nick}`
    this.#client?.send(parseElement(`<presence to='${to}'><x xmlns='${NS.muc}'/></presence>`), 'enter')
  }

  send(stanza: Element, id: string): void {
    if (Buffer.byteLength(stanza.toString()) > LONGEST_STANZA) return
    this.#sent++
    this.#client?.send(stanza, id)
  }

  /** Waits for the answers; reports what is missing, and comes back if the stream has ended. */
  async settles(): Promise<void> {
    const client = this.#client
    const isThere = (await client?.isResponsive(LONGEST_SILENCE)) ?? false
    this.#failures.push(...(client?.violations.splice(0) ?? []))
    if (!isThere && !client?.hasStreamError) this.#failures.push('a guest gets no answer, and no error of the stream')
    if (client?.hasStreamError) this.count.streamErrors++
    if (!isThere || !client) return this.comes()
    const left = client.unanswered
    // A question to the service may overtake those to a room, but not until the owner has heard the room's echo.
    for (const id of this.#late) if (left.has(id)) this.#failures.push(`0 answers instead of 1: ${left.get(id)}`)
    this.#late = [...left.keys()]
    if (this.#sent >= MOST_OF_CONNECTION) await this.comes()
  }

  async leaves(): Promise<void> {
    this.count.received += this.#client?.answers ?? 0
    await this.#client?.stop()
    this.#client = undefined
    this.#late = []
    this.#sent = 0
  }

  /** False if the service does not let the guest sign in. */
  async #signIn(guest: FuzzGuest): Promise<boolean> {
    const client = new Client(SERVICE, onStanza => signInGuest(guest, onStanza))
    try {
      await client.signInAgain()
    } catch {
      return false
    }
    this.#client = client
    return true
  }
}
