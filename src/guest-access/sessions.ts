import { bareOf, type Jid, parseJid } from '../stanza/jid.js'
import type { XmppStream } from '../streams/xmpp-stream.js'

/** A client of a guest, from its binding until it has left the room. */
export type GuestSession = {
  readonly jid: Jid
  /** The bare JID of the guest's room. */
  readonly room: string
  /** Undefined while the client has no connection. */
  stream: XmppStream | undefined
  /** Whether the client has entered the room, as far as its own stanzas say. */
  isInside: boolean
  /** When a client without a connection leaves the room, in milliseconds since 1970. */
  leavesAt: number
}

/** The clients of all guests. */
export class GuestSessions {
  readonly #byJid = new Map<string, GuestSession>()
  readonly #byGuest = new Map<string, Set<GuestSession>>()
  /** The clients without a connection, in the order of `leavesAt`. */
  readonly #absent = new Set<GuestSession>()

  get size(): number {
    return this.#byJid.size
  }

  /** The number of clients in the room without a connection. */
  get absent(): number {
    return this.#absent.size
  }

  get(jid: string): GuestSession | undefined {
    return this.#byJid.get(jid)
  }

  /** All clients of the guest with this bare JID. */
  of(guest: string): readonly GuestSession[] {
    return [...(this.#byGuest.get(guest) ?? [])]
  }

  add(jid: Jid, room: string, stream: XmppStream): GuestSession {
    const session = { jid, room, stream, isInside: false, leavesAt: Number.POSITIVE_INFINITY }
    this.#put(session)
    return session
  }

  /** A client in a room, of which this process knows no connection: it has until `leavesAt` to come back. */
  addAbsent(address: string, room: string, leavesAt: number): void {
    const jid = parseJid(address)
    if (!jid) return
    const session = { jid, room, stream: undefined, isInside: true, leavesAt }
    this.#put(session)
    this.#absent.add(session)
  }

  /** The connection of a client has ended: it has until `leavesAt` to come back, or is gone if it is not inside. */
  lost(session: GuestSession, leavesAt: number): void {
    session.stream = undefined
    session.leavesAt = leavesAt
    if (this.#byJid.get(session.jid.full) !== session) return
    if (session.isInside) this.#absent.add(session)
    else this.remove(session)
  }

  remove(session: GuestSession): void {
    const { jid } = session
    if (this.#byJid.get(jid.full) !== session) return
    this.#byJid.delete(jid.full)
    this.#absent.delete(session)
    const clients = this.#byGuest.get(jid.bare)
    clients?.delete(session)
    if (clients?.size === 0) this.#byGuest.delete(jid.bare)
  }

  clear(): void {
    this.#byJid.clear()
    this.#byGuest.clear()
    this.#absent.clear()
  }

  /** Removes the clients whose time without a connection is over, and returns them. `now`: milliseconds since 1970. */
  takeDue(now: number): readonly GuestSession[] {
    const due = [...this.#absent].filter(({ leavesAt }) => leavesAt <= now)
    for (const session of due) this.remove(session)
    return due
  }

  /** Removes the clients of this guest that have no connection, and returns them. */
  takeAbsent(guest: string): readonly GuestSession[] {
    if (this.#absent.size === 0) return []
    const absent = this.of(bareOf(guest)).filter(session => this.#absent.has(session))
    for (const session of absent) this.remove(session)
    return absent
  }

  #put(session: GuestSession): void {
    const { full, bare } = session.jid
    this.#byJid.set(full, session)
    this.#byGuest.set(bare, (this.#byGuest.get(bare) ?? new Set()).add(session))
  }
}
