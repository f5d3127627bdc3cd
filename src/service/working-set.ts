import { isExpired } from '../invites/open-invite.js'
import type { Lookup } from '../muc/model/lookup.js'
import type { Room } from '../muc/model/room.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import type { Settings, State } from '../muc/model/state.js'
import { createState } from '../state/state.js'
import type { Store } from '../store/store.js'

/** What a piece of work needs in memory when it is handled, where it exists. */
export type Needs = {
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

/** Empty rooms are evicted in chunks, which keeps the cost of each constant. */
const IDLE_ROOMS = { most: 1250, kept: 1000 }
/** How many open invites may be in memory besides twice those of the rooms in memory. */
const SPARE_OPEN_INVITES = 1000

/** The rooms and open invites that are in memory, and how they get there. */
export class WorkingSet {
  readonly state: State
  readonly #store: Store
  #mostOpenInvites = SPARE_OPEN_INVITES
  #hasSubscriptions = false

  constructor(store: Store, settings: Settings) {
    this.#store = store
    this.state = createState(settings)
  }

  /** Loads what a batch needs and is not in memory; `at` is now. What is in memory is as new as the store, or newer. */
  async prepare(needs: readonly Needs[], at: number): Promise<void> {
    const { rooms, ownedRooms, tombstones } = this.state
    await this.#loadSubscriptions()
    for (const { room: jid = '', roomId = '' } of needs) {
      const room = rooms.get(jid) ?? rooms.byId(roomId)
      if (room) rooms.touch(room)
    }
    ownedRooms.clear()
    tombstones.clear()
    await this.load(needs, at)
  }

  /** The same in the middle of a batch: what was prepared for it stays. */
  async load(needs: readonly Needs[], at: number): Promise<void> {
    const { rooms, openInvites, ownedRooms, tombstones, settings } = this.state
    const jids = needs.flatMap(({ room, lookup }) => [room, ...(lookup?.load ?? [])])
    const roomIds = needs.flatMap(({ roomId, lookup }) => [roomId, ...(lookup?.loadIds ?? [])])
    const wanted = {
      jids: distinct(jids).filter(jid => !rooms.get(jid)),
      roomIds: distinct(roomIds).filter(id => !rooms.byId(id)),
      openInviteIds: distinct(needs.map(({ openInvite }) => openInvite)).filter(id => !this.#knows(id, at)),
      creators: settings.maxOwned === 0 ? [] : distinct(needs.map(({ creator }) => creator)),
    }
    if (Object.values(wanted).every(names => names.length === 0)) return
    const loaded = await this.#store.load({ ...wanted, at })
    for (const [creator, count] of loaded.owned) ownedRooms.set(creator, count)
    for (const room of loaded.rooms) {
      if (!rooms.get(room.record.jid)) rooms.put(withWholeConfig(room, settings.defaults))
    }
    for (const tombstone of loaded.tombstones) tombstones.set(tombstone.jid, tombstone)
    for (const invite of loaded.openInvites) if (!openInvites.get(invite.id)) openInvites.put(invite)
  }

  /** Once: all of them are in memory from then on. */
  async #loadSubscriptions(): Promise<void> {
    if (this.#hasSubscriptions) return
    for (const subscription of await this.#store.activitySubscriptions()) {
      this.state.activitySubscriptions.put(subscription)
    }
    this.#hasSubscriptions = true
  }

  /** Evicts empty rooms. The links are looked through when they have doubled in number, which pays for the cost. */
  evictIdle(): void {
    const { rooms, openInvites } = this.state
    rooms.evictIdle(IDLE_ROOMS)
    if (openInvites.size <= this.#mostOpenInvites) return
    openInvites.forgetExcept(roomId => rooms.byId(roomId) !== undefined)
    this.#mostOpenInvites = 2 * openInvites.size + SPARE_OPEN_INVITES
  }

  /** Memory may differ from the store: all of it is read again when it is needed. */
  forgetAll(): void {
    const { rooms, tombstones, ownedRooms, openInvites, activitySubscriptions } = this.state
    rooms.forgetAll()
    tombstones.clear()
    ownedRooms.clear()
    openInvites.forgetExcept(() => false)
    activitySubscriptions.clear()
    this.#hasSubscriptions = false
  }

  /** Expired links are looked up in the store like unknown ones, so that the time does not tell that they existed. */
  #knows(openInviteId: string, at: number): boolean {
    const { rooms, openInvites } = this.state
    const invite = openInvites.get(openInviteId)
    return invite !== undefined && !isExpired(invite, at) && rooms.byId(invite.roomId) !== undefined
  }
}

/** The store of an earlier version lacks keys that were added to the configuration: these get their defaults. */
function withWholeConfig(room: Room, defaults: RoomConfig): Room {
  return { ...room, record: { ...room.record, config: { ...defaults, ...room.record.config } } }
}

function distinct(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names)].filter(name => name !== undefined)
}
