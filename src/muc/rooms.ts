import type { TokenSettings } from '../tokens/turn.js'
import { ActivitySubscriptions } from './activity-subscriptions.js'
import { Blocked } from './blocked.js'
import { ClockTrust } from './clock-trust.js'
import type { Contacts } from './contacts.js'
import type { Digests } from './digests.js'
import { Heard } from './heard.js'
import type { InviteLimits } from './invite-terms.js'
import { Missing } from './missing.js'
import { OpenInvites } from './open-invites.js'
import { addRole, type Room, type RoomConfig } from './room.js'
import type { ServiceAdmins } from './service-admins.js'
import type { Tombstone } from './tombstone.js'

export type RoomsSettings = {
  /** The domain of the service. */
  readonly domain: string
  /** The domain of the server's own users. */
  readonly userDomain: string
  /** How a room is before somebody configures it. */
  readonly defaults: RoomConfig
  /** How many members, admins and owners together a room may have; 0 is no limit. */
  readonly maxMembers: number
  /** How many of the rooms that they have made a person may own at a time; 0 is no limit. */
  readonly maxOwned: number
  readonly admins: ServiceAdmins
  /** Who may make rooms. Admins always may. */
  readonly creation: 'anyone' | 'local' | 'admins'
  /** How people reach those who run the service. */
  readonly contacts: Contacts
  readonly digests: Digests
  /** For how many days a destroyed persistent room leaves a tombstone; 0 is for none. */
  readonly tombstones: number
  /** After how many minutes without a sign of life a client is looked for; 0 is for never. */
  readonly checkSilentAfter: number
  /** The block lists that are followed. */
  readonly blockLists: readonly { readonly jid: string; readonly node: string }[]
  /** When the service was started, in milliseconds since 1970. */
  readonly startedAt: number
  readonly retention: Retention
  readonly tokens: TokenSettings
  /** Where people reach this service by HTTP, without a slash at the end. */
  readonly publicUrl: string
  /** How far the terms of open invites may go, whatever a room says. */
  readonly invites: InviteLimits
}

/** How long the rooms keep what was said. */
type Retention = {
  /** In milliseconds; 0 is for ever. */
  readonly maxAge: number
  /** How many messages the archive of a room has; 0 is no limit. */
  readonly maxMessages: number
}

/** The rooms of the service that are in memory. Only `set-in-memory.ts` and the service put rooms in or take them out. */
export class Rooms {
  readonly settings: RoomsSettings
  /** Of destroyed rooms, by bare JID: those whose addresses somebody uses in this batch. The store lets old ones go. */
  readonly tombstones = new Map<string, Tombstone>()
  readonly heard = new Heard()
  readonly missing = new Missing()
  readonly clock = new ClockTrust()
  readonly activitySubscriptions = new ActivitySubscriptions()
  /** Those of the rooms in memory, and those just asked for. */
  readonly openInvites = new OpenInvites()
  readonly blocked: Blocked
  readonly #byJid = new Map<string, Room>()
  readonly #byId = new Map<string, Room>()
  /** Those that nobody is in, by JID; the one that was used last comes last. */
  readonly #idle = new Map<string, Room>()

  /** How many of the rooms that they have made people own: kept of those alone who may make one in this batch. */
  readonly owned = new Map<string, number>()

  constructor(settings: RoomsSettings) {
    this.settings = settings
    this.blocked = new Blocked(settings.blockLists)
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
    room.admins = this.settings.admins
    // What is loaded has been stored for an unknown time: it is looked for at the next tick.
    this.follow(room, room.nicks.keys())
    this.#byJid.set(room.record.jid, room)
    this.#byId.set(room.record.id, room)
    for (const occupant of room.occupants.values()) addRole(room, occupant)
    this.used(room)
  }

  remove(room: Room): void {
    this.#byJid.delete(room.record.jid)
    this.#byId.delete(room.record.id)
    this.#idle.delete(room.record.jid)
    for (const session of room.nicks.keys()) this.heard.forget(room.record.jid, session)
  }

  /** These sessions (full JIDs) may have come or gone: of those who are there alone it is kept when they were heard of. */
  follow({ record, nicks }: Room, sessions: Iterable<string>): void {
    for (const session of sessions) {
      if (nicks.has(session)) this.heard.noteStored(record.jid, session)
      else this.heard.forget(record.jid, session)
    }
  }

  /** Somebody needs the room, has come or has gone: of the rooms in which nobody is, it is forgotten last. */
  used(room: Room): void {
    this.#idle.delete(room.record.jid)
    if (room.occupants.size === 0) this.#idle.set(room.record.jid, room)
  }

  /** Forgets rooms that nobody is in, those unused for longest, where there are more than `most`, until `kept` are left. */
  forgetIdle({ most, kept }: { readonly most: number; readonly kept: number }): void {
    if (this.#idle.size <= most) return
    for (const room of this.#idle.values()) {
      if (this.#idle.size <= kept) return
      this.remove(room)
    }
  }
  /** Forgets all that the store has; those who are in rooms are looked for when their rooms are back. */
  forgetAll(): void {
    for (const room of this.#byJid.values()) this.remove(room)
    this.tombstones.clear()
    this.owned.clear()
    this.openInvites.forgetExcept(() => false)
    this.activitySubscriptions.clear()
  }
}
