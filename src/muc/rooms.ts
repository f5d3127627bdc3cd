import { Blocked } from './blocked.js'
import type { Digests } from './digests.js'
import { Heard } from './heard.js'
import type { Room, RoomConfig } from './room.js'
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
  /** The bare JIDs of those who are an owner of every room. */
  readonly admins: ReadonlySet<string>
  /** Who may make rooms. Admins always may. */
  readonly creation: 'anyone' | 'local' | 'admins'
  readonly digests: Digests
  /** For how many days a destroyed persistent room leaves a tombstone; 0 is for none. */
  readonly tombstones: number
  /** After how many minutes without a sign of life a client is looked for; 0 is for never. */
  readonly checkSilentAfter: number
  /** The block lists that are followed. */
  readonly blockLists: readonly { readonly jid: string; readonly node: string }[]
}

/** The rooms of the service that are in memory. Only `change.ts` and the service put rooms in or take them out. */
export class Rooms {
  readonly settings: RoomsSettings
  /** Of destroyed rooms, by bare JID: those whose addresses somebody has used lately. */
  readonly tombstones = new Map<string, Tombstone>()
  readonly heard = new Heard()
  readonly blocked: Blocked
  readonly #byJid = new Map<string, Room>()
  readonly #byId = new Map<string, Room>()

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
    for (const session of room.nicks.keys()) this.heard.note(room.record.jid, session, 0)
    this.#byJid.set(room.record.jid, room)
    this.#byId.set(room.record.id, room)
  }

  remove(room: Room): void {
    this.#byJid.delete(room.record.jid)
    this.#byId.delete(room.record.id)
  }

  /** Forgets rooms that nobody is in, the ones that came first, until no more than `kept` of them are left. */
  forgetIdle(kept: number): void {
    const idle = [...this.#byJid.values()].filter(room => room.occupants.size === 0)
    for (const room of idle.slice(0, Math.max(0, idle.length - kept))) this.remove(room)
  }
}
