import { isExpired } from '../invites/open-invite.js'
import type { Lookup } from '../muc/model/lookup.js'
import type { Room } from '../muc/model/room.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import type { Settings, State } from '../muc/model/state.js'
import { createState } from '../state/state.js'
import { Conflict, type Store } from '../store/store.js'

/** The records that a piece of work needs in memory, if they exist. */
export type Needs = {
  /** A bare JID. */
  readonly room?: string | undefined
  /** The id of a room in the REST API. */
  readonly roomId?: string | undefined
  /** Its id in the canonical form, 32 hexadecimal digits. */
  readonly openInvite?: string | undefined
  readonly lookup?: Lookup | undefined
  /** The bare JID of a user who creates a room if it does not exist: the rooms that they own are counted. */
  readonly creator?: string | undefined
  /** The work sends to a whole room: it waits while much of that room waits to be sent (`Gate`). */
  readonly fansOut?: boolean
  /** Absent for work of the service itself, which is never refused for overload. */
  readonly requester?: Requester
}

/** The user who requested a piece of work and the protocol, for the log and the metrics. It gives no rights. */
export type Requester = {
  readonly way: 'xmpp' | 'rest' | 'web'
  /** A bare JID. */
  readonly by: string
  /** The bare JID of the service account that acts in the name of the user, if any. It pays for the work. */
  readonly through?: string
}

/** Whom the work of a requester counts for in queues and limits: a bare JID. */
export function payerOf({ by, through = by }: Requester): string {
  return through
}

/** Empty rooms are evicted in chunks, which keeps the cost of each constant. */
const IDLE_ROOMS = { most: 1250, kept: 1000 }
/** Open invites are evicted when their number exceeds twice the number left by the last eviction, plus this. */
const OPEN_INVITE_MARGIN = 1000

/** The rooms and open invites in memory. Loads them when work needs them, and evicts idle ones. */
export class WorkingSet {
  readonly state: State
  readonly #store: Store
  #maxOpenInvites = OPEN_INVITE_MARGIN
  #hasPeople = false

  constructor(store: Store, settings: Settings) {
    this.#store = store
    this.state = createState(settings)
  }

  /**
   * Loads the records that a batch needs and that are not in memory; `at` is now. Those in memory are at least as new
   * as the store. Rejects as the store does.
   */
  async prepare(needs: readonly Needs[], at: number): Promise<void> {
    const { rooms, ownedRooms, tombstones } = this.state
    await this.#loadPeople()
    for (const { room: jid = '', roomId = '' } of needs) {
      const room = rooms.get(jid) ?? rooms.byId(roomId)
      if (room) rooms.touch(room)
    }
    ownedRooms.clear()
    tombstones.clear()
    await this.load(needs, at)
  }

  /** Does the same during a batch: the records prepared for it stay. Rejects with `Conflict` where memory is not as the store. */
  async load(needs: readonly Needs[], at: number): Promise<void> {
    const { rooms, openInvites, ownedRooms, tombstones, settings } = this.state
    const jids = needs.flatMap(({ room, lookup }) => [room, ...(lookup?.load ?? [])])
    const roomIds = needs.flatMap(({ roomId, lookup }) => [roomId, ...(lookup?.loadIds ?? [])])
    const wanted = {
      jids: distinct(jids).filter(jid => !rooms.get(jid)),
      roomIds: distinct(roomIds).filter(id => !rooms.byId(id)),
      openInviteIds: distinct(needs.map(({ openInvite }) => openInvite)).filter(id => !this.#isLoaded(id, at)),
      creators: distinct(needs.map(need => (this.hasCounted(need) ? undefined : need.creator))),
    }
    if (Object.values(wanted).every(names => names.length === 0)) return
    const loaded = await this.#store.load({ ...wanted, at })
    for (const [creator, count] of loaded.owned) ownedRooms.set(creator, count)
    // The load has made them ours: what memory has of them may be from before another instance changed them.
    const known = loaded.rooms.map(({ record }) => record.jid).filter(jid => rooms.get(jid))
    if (known.length > 0) throw new Conflict(known)
    for (const room of loaded.rooms) rooms.put(withWholeConfig(room, settings.defaults))
    for (const tombstone of loaded.tombstones) tombstones.set(tombstone.jid, tombstone)
    for (const invite of loaded.openInvites) if (!openInvites.get(invite.id)) openInvites.put(invite)
  }

  /**
   * Whether the rooms of the possible creator are counted, or need not be because the room exists. It becomes false when
   * the batch ends the room: an entry then waits for the next batch, which counts.
   */
  hasCounted({ room = '', creator }: Needs): boolean {
    const { rooms, ownedRooms, settings } = this.state
    return creator === undefined || settings.maxOwned === 0 || ownedRooms.has(creator) || rooms.get(room) !== undefined
  }

  /** Loads all subscriptions and all people who use a client of the family once; later changes keep them current. */
  async #loadPeople(): Promise<void> {
    if (this.#hasPeople) return
    for (const subscription of await this.#store.activitySubscriptions()) {
      this.state.activitySubscriptions.put(subscription)
    }
    for (const { user, notedAt } of await this.#store.familyClients()) this.state.familyClients.put(user, notedAt)
    this.#hasPeople = true
  }

  /** Evicts empty rooms, and the open invites of evicted rooms whenever their number has doubled, for constant cost. */
  evictIdle(): void {
    const { rooms, openInvites } = this.state
    rooms.evictIdle(IDLE_ROOMS)
    if (openInvites.size <= this.#maxOpenInvites) return
    openInvites.forgetExcept(roomId => rooms.byId(roomId) !== undefined)
    this.#maxOpenInvites = 2 * openInvites.size + OPEN_INVITE_MARGIN
  }

  /** Forgets rooms (bare JIDs) with their links, for the store has other ones now. Returns their REST ids. */
  forget(jids: readonly string[]): string[] {
    const { rooms, openInvites } = this.state
    const forgotten = jids.flatMap(jid => rooms.get(jid) ?? [])
    for (const room of forgotten) {
      rooms.remove(room)
      openInvites.forgetRoom(room.record.id)
    }
    return forgotten.map(({ record }) => record.id)
  }

  /** Forgets everything, for memory may differ from the store. Records are loaded again when they are needed. */
  forgetAll(): void {
    const { rooms, tombstones, ownedRooms, openInvites, activitySubscriptions, familyClients, news } = this.state
    rooms.forgetAll()
    tombstones.clear()
    ownedRooms.clear()
    openInvites.forgetExcept(() => false)
    activitySubscriptions.clear()
    familyClients.clear()
    news.clear()
    this.#hasPeople = false
  }

  /**
   * False for expired open invites, too: like unknown ones they are looked up, so timing does not reveal that they
   * existed.
   */
  #isLoaded(openInviteId: string, at: number): boolean {
    const { rooms, openInvites } = this.state
    const invite = openInvites.get(openInviteId)
    return invite !== undefined && !isExpired(invite, at) && rooms.byId(invite.roomId) !== undefined
  }
}

/** Adds defaults for keys of the room configuration that are newer than the stored room. */
function withWholeConfig(room: Room, defaults: RoomConfig): Room {
  return { ...room, record: { ...room.record, config: { ...defaults, ...room.record.config } } }
}

function distinct(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names)].filter(name => name !== undefined)
}
