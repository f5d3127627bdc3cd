import type { LastSeen } from './last-seen.js'
import { addRole, type Room } from './room.js'
import type { ServiceAdmins } from './service-admins.js'

/** The rooms of the service that are in memory. Only `apply-change.ts` and the service put rooms in or take them out. */
export class Rooms {
  readonly #byJid = new Map<string, Room>()
  readonly #byId = new Map<string, Room>()
  /** Those that nobody is in, by JID; the one that was used last comes last. */
  readonly #idle = new Map<string, Room>()

  readonly #lastSeen: LastSeen
  readonly #admins: ServiceAdmins

  /** `lastSeen` is kept of the sessions in these rooms; `admins` are owners of each. */
  constructor({ lastSeen, admins }: { readonly lastSeen: LastSeen; readonly admins: ServiceAdmins }) {
    this.#lastSeen = lastSeen
    this.#admins = admins
  }

  get size(): number {
    return this.#byJid.size
  }

  get(jid: string): Room | undefined {
    return this.#byJid.get(jid)
  }

  byId(id: string): Room | undefined {
    return this.#byId.get(id)
  }

  /** Those that are in memory: all in which somebody is since the service started, and some others. */
  inMemory(): Iterable<Room> {
    return this.#byJid.values()
  }

  put(room: Room): void {
    room.admins = this.#admins
    // What is loaded has been stored for an unknown time: it is looked for at the next tick.
    this.trackSessions(room, room.nicks.keys())
    this.#byJid.set(room.record.jid, room)
    this.#byId.set(room.record.id, room)
    for (const occupant of room.occupants.values()) addRole(room, occupant)
    this.touch(room)
  }

  remove(room: Room): void {
    this.#byJid.delete(room.record.jid)
    this.#byId.delete(room.record.id)
    this.#idle.delete(room.record.jid)
    for (const session of room.nicks.keys()) this.#lastSeen.delete(room.record.jid, session)
  }

  /** These sessions (full JIDs) may have come or gone: of those who are there alone it is kept when they were heard of. */
  trackSessions({ record, nicks }: Room, sessions: Iterable<string>): void {
    for (const session of sessions) {
      if (nicks.has(session)) this.#lastSeen.markStored(record.jid, session)
      else this.#lastSeen.delete(record.jid, session)
    }
  }

  /** Somebody needs the room, has come or has gone: of the rooms in which nobody is, it is forgotten last. */
  touch(room: Room): void {
    this.#idle.delete(room.record.jid)
    if (room.occupants.size === 0) this.#idle.set(room.record.jid, room)
  }

  /** Forgets rooms that nobody is in, those unused for longest, where there are more than `most`, until `kept` are left. */
  evictIdle({ most, kept }: { readonly most: number; readonly kept: number }): void {
    if (this.#idle.size <= most) return
    for (const room of this.#idle.values()) {
      if (this.#idle.size <= kept) return
      this.remove(room)
    }
  }

  /** Forgets all of them: they are read again when they are needed. */
  forgetAll(): void {
    for (const room of this.#byJid.values()) this.remove(room)
  }
}
