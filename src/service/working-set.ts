import type { Lookup } from '../muc/model/lookup.js'
import { isOver } from '../invites/open-invite.js'
import type { Room, RoomConfig } from '../muc/model/room.js'
import { Rooms, type RoomsSettings } from '../muc/model/rooms.js'
import type { Store } from '../store/store.js'

/** What a piece of work reads: it is in memory when the work is handled, as far as it exists. */
export type Touches = {
  /** Bare JID. */
  readonly room?: string | undefined
  readonly roomId?: string | undefined
  /** Its id in the form in which it is kept. */
  readonly openInvite?: string | undefined
  readonly lookup?: Lookup | undefined
  /** The bare JID of who may make a room by this. */
  readonly creator?: string | undefined
  readonly origin?: Origin
}

/** Where a piece of work comes from: for the log and the meters, nothing is decided by it. */
export type Origin = {
  readonly way: 'xmpp' | 'rest'
  /** Who wants it: a bare JID. */
  readonly by: string
}

/** Rooms that nobody is in: forgotten a lot at a time, so that what one costs does not depend on how many there are. */
const IDLE_ROOMS = { most: 1250, kept: 1000 }
/** How many open invites may be in memory besides twice those of the rooms there. */
const SPARE_OPEN_INVITES = 1000

/** The rooms and open invites that are in memory, and how they get there. */
export class Memory {
  readonly rooms: Rooms
  readonly #store: Store
  #mostOpenInvites = SPARE_OPEN_INVITES
  #hasSubscriptions = false

  constructor(store: Store, settings: RoomsSettings) {
    this.#store = store
    this.rooms = new Rooms(settings)
  }

  /** Loads what is touched and not here yet; `at` is now. What is here is newer than the store, or the same. */
  async prepare(touched: readonly Touches[], at: number): Promise<void> {
    const { rooms } = this
    await this.#loadSubscriptions()
    for (const { room: jid = '', roomId = '' } of touched) {
      const room = rooms.get(jid) ?? rooms.byId(roomId)
      if (room) rooms.used(room)
    }
    rooms.owned.clear()
    rooms.tombstones.clear()
    await this.load(touched, at)
  }

  /** The same in the midst of a batch: what was prepared for it stays. */
  async load(touched: readonly Touches[], at: number): Promise<void> {
    const { rooms } = this
    const { openInvites } = rooms
    const jids = touched.flatMap(({ room, lookup }) => [room, ...(lookup?.load ?? [])])
    const roomIds = touched.flatMap(({ roomId, lookup }) => [roomId, ...(lookup?.loadIds ?? [])])
    const wanted = {
      jids: distinct(jids).filter(jid => !rooms.get(jid)),
      roomIds: distinct(roomIds).filter(id => !rooms.byId(id)),
      openInviteIds: distinct(touched.map(({ openInvite }) => openInvite)).filter(id => !this.#knows(id, at)),
      creators: rooms.settings.maxOwned === 0 ? [] : distinct(touched.map(({ creator }) => creator)),
    }
    if (Object.values(wanted).every(names => names.length === 0)) return
    const loaded = await this.#store.load({ ...wanted, at })
    for (const [creator, count] of loaded.owned) rooms.owned.set(creator, count)
    for (const room of loaded.rooms) {
      if (!rooms.get(room.record.jid)) rooms.put(withWholeConfig(room, rooms.settings.defaults))
    }
    for (const tombstone of loaded.tombstones) rooms.tombstones.set(tombstone.jid, tombstone)
    for (const invite of loaded.openInvites) if (!openInvites.get(invite.id)) openInvites.put(invite)
  }

  /** Once: all of them are here from then on. */
  async #loadSubscriptions(): Promise<void> {
    if (this.#hasSubscriptions) return
    const subscriptions = await this.#store.activitySubscriptions()
    for (const subscription of subscriptions) this.rooms.activitySubscriptions.put(subscription)
    this.#hasSubscriptions = true
  }

  /** Forgets rooms that nobody is in. The links are looked through when they have doubled, which makes up for its cost. */
  forgetIdle(): void {
    const { rooms } = this
    const { openInvites } = rooms
    rooms.forgetIdle(IDLE_ROOMS)
    if (openInvites.size <= this.#mostOpenInvites) return
    openInvites.forgetExcept(roomId => rooms.byId(roomId) !== undefined)
    this.#mostOpenInvites = 2 * openInvites.size + SPARE_OPEN_INVITES
  }

  /** What is here may not be what is stored: all of it is read again when somebody needs it. */
  forgetAll(): void {
    this.rooms.forgetAll()
    this.#hasSubscriptions = false
  }

  /** One whose time is over is looked for as one that never was: nobody can tell them apart by the time it takes. */
  #knows(openInviteId: string, at: number): boolean {
    const invite = this.rooms.openInvites.get(openInviteId)
    return invite !== undefined && !isOver(invite, at) && this.rooms.byId(invite.roomId) !== undefined
  }
}

/** A room that an earlier version stored lacks what has been added to the configuration: that is by default. */
function withWholeConfig(room: Room, defaults: RoomConfig): Room {
  return { ...room, record: { ...room.record, config: { ...defaults, ...room.record.config } } }
}

function distinct(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names)].filter(name => name !== undefined)
}
