import type { Room, RoomConfig } from './room.js'

export type RoomsSettings = {
  /** The domain of the service. */
  readonly domain: string
  /** How a room is before somebody configures it. */
  readonly defaults: RoomConfig
  /** How many members, admins and owners together a room may have; 0 is no limit. */
  readonly maxMembers: number
}

/** The rooms of the service that are in memory. Only `change.ts` and the service put rooms in or take them out. */
export class Rooms {
  readonly domain: string
  readonly defaults: RoomConfig
  readonly maxMembers: number
  readonly #byJid = new Map<string, Room>()
  readonly #byId = new Map<string, Room>()

  constructor(settings: RoomsSettings) {
    this.domain = settings.domain
    this.defaults = settings.defaults
    this.maxMembers = settings.maxMembers
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

  put(room: Room): void {
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
