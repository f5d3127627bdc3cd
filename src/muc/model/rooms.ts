import { KeptPresences } from './kept-presences.js'
import type { LastSeen } from './last-seen.js'
import { type Occupant, sessionsOf } from './occupant.js'
import { addRole, type Room } from './room.js'
import type { ServiceAdmins } from './service-admins.js'

/** The rooms in memory. Only `apply-change.ts` and the service add or remove rooms. */
export class Rooms {
  readonly #byJid = new Map<string, Room>()
  readonly #byId = new Map<string, Room>()
  /** The rooms without occupants, by JID, the most recently used last. */
  readonly #idle = new Map<string, Room>()

  /** What the sessions in these rooms keep, by person. */
  readonly kept = new KeptPresences()
  readonly #lastSeen: LastSeen
  readonly #admins: ServiceAdmins

  /** `lastSeen` tracks the sessions in these rooms; `admins` are owners of each. */
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

  /** The rooms in memory: all with an occupant since the service started, and some others. */
  inMemory(): Iterable<Room> {
    return this.#byJid.values()
  }

  put(room: Room): void {
    room.admins = this.#admins
    this.trackSessions(room, room.nicks.keys())
    this.#byJid.set(room.record.jid, room)
    this.#byId.set(room.record.id, room)
    for (const occupant of room.occupants.values()) {
      addRole(room, occupant)
      room.occupants.set(occupant.nick, this.kept.add(occupant))
    }
    this.touch(room)
  }

  remove(room: Room): void {
    this.#byJid.delete(room.record.jid)
    this.#byId.delete(room.record.id)
    this.#idle.delete(room.record.jid)
    for (const occupant of room.occupants.values()) this.kept.remove(occupant)
    for (const session of room.nicks.keys()) this.#lastSeen.delete(room.record.jid, session)
  }

  /** An occupant was replaced, entered (`was` is undefined) or left (`now` is undefined). */
  trackOccupant(room: Room, was: Occupant | undefined, now: Occupant | undefined): void {
    if (was) this.kept.remove(was)
    if (now) this.kept.add(now)
    for (const occupant of [was, now]) if (occupant) this.trackSessions(room, sessionsOf(occupant))
  }

  /** Adds to `lastSeen` those of the sessions (full JIDs) that are in the room, and removes the others. */
  trackSessions({ record, nicks }: Room, sessions: Iterable<string>): void {
    for (const session of sessions) {
      if (nicks.has(session)) this.#lastSeen.markStored(record.jid, session)
      else this.#lastSeen.delete(record.jid, session)
    }
  }

  /** Marks the room as the most recently used, if it has no occupants. */
  touch(room: Room): void {
    this.#idle.delete(room.record.jid)
    if (room.occupants.size === 0) this.#idle.set(room.record.jid, room)
  }

  /** If more than `most` rooms have no occupants, removes the least recently used of them until `kept` are left. */
  evictIdle({ most, kept }: { readonly most: number; readonly kept: number }): void {
    if (this.#idle.size <= most) return
    for (const room of this.#idle.values()) {
      if (this.#idle.size <= kept) return
      this.remove(room)
    }
  }

  /** Removes all rooms from memory: they are loaded again when they are needed. */
  forgetAll(): void {
    for (const room of this.#byJid.values()) this.remove(room)
  }
}
