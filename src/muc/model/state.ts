import type { ActivitySubscriptions } from './activity-subscriptions.js'
import type { BlockLists } from './block-lists.js'
import type { ClockTrust } from './clock-trust.js'
import type { Contacts } from './contacts.js'
import type { Digests } from './digests.js'
import type { LastSeen } from './last-seen.js'
import type { RoomConfig } from './room-config.js'
import type { Rooms } from './rooms.js'
import type { ServiceAdmins } from './service-admins.js'
import type { Tombstone } from './tombstone.js'
import type { Unreachable } from './unreachable.js'

/** All that the domain has in memory. An interface: what composes the service adds its own (`state/`). */
export interface State {
  readonly settings: Settings
  readonly rooms: Rooms
  /** Of destroyed rooms, by bare JID: those whose addresses this batch uses. The store deletes old ones. */
  readonly tombstones: Map<string, Tombstone>
  readonly lastSeen: LastSeen
  readonly unreachable: Unreachable
  readonly clock: ClockTrust
  readonly activitySubscriptions: ActivitySubscriptions
  readonly blockLists: BlockLists
  /** How many rooms each person who may make a room in this batch owns, of those that they made. By bare JID. */
  readonly ownedRooms: Map<string, number>
}

/** What the configuration says of all rooms. An interface: what composes the service adds its own (`state/`). */
export interface Settings {
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
}

/** How long the rooms keep what was said. */
type Retention = {
  /** In milliseconds; 0 is for ever. */
  readonly maxAge: number
  /** How many messages the archive of a room has; 0 is no limit. */
  readonly maxMessages: number
}
