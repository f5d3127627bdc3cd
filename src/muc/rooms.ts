import type { Digests } from './digests.js'
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
}

/** The rooms of the service that are in memory. Only `change.ts` and the service put rooms in or take them out. */
export class Rooms {
  readonly settings: RoomsSettings
  /** Of destroyed rooms, by bare JID: those whose addresses somebody has used lately. */
  readonly tombstones = new Map<string, Tombstone>()
  readonly #byJid = new Map<string, Room>()
  readonly #byId = new Map<string, Room>()

  constructor(settings: RoomsSettings) {
    this.settings = settings
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
