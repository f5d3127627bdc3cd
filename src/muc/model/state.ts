import type { ActivitySubscriptions } from './activity-subscriptions.js'
import type { BlockLists } from './block-lists.js'
import type { ClockTrust } from './clock-trust.js'
import type { Contacts } from './contacts.js'
import type { Digests } from './digests.js'
import type { InvitationRates } from './invitation-rates.js'
import type { LastSeen } from './last-seen.js'
import type { RecentPresences } from './recent-presences.js'
import type { RoomConfig } from './room-config.js'
import type { Rooms } from './rooms.js'
import type { ServiceAdmins } from './service-admins.js'
import type { Tombstone } from './tombstone.js'
import type { Unreachable } from './unreachable.js'

/** The state in memory. An interface, so that `state/` can add that of the other domains. */
export interface State {
  readonly settings: Settings
  readonly rooms: Rooms
  /** By bare JID: the tombstones at the addresses that this batch uses. The store deletes expired ones. */
  readonly tombstones: Map<string, Tombstone>
  readonly lastSeen: LastSeen
  readonly invitationRates: InvitationRates
  readonly unreachable: Unreachable
  readonly recentPresences: RecentPresences
  readonly clock: ClockTrust
  readonly activitySubscriptions: ActivitySubscriptions
  readonly blockLists: BlockLists
  /** By bare JID: how many of the rooms that a person created they own. Loaded for possible creators in this batch. */
  readonly ownedRooms: Map<string, number>
}

/** The settings for all rooms. An interface, so that `state/` can add those of the other domains. */
export interface Settings {
  /** The domain of the service. */
  readonly domain: string
  /** The domain of the server's own users. */
  readonly userDomain: string
  /** The configuration of a new room. */
  readonly defaults: RoomConfig
  /** The maximum number of members, admins and owners of a room, together; 0 is no limit. */
  readonly maxMembers: number
  /** How many of the rooms that they created a person may own at a time; 0 is no limit. */
  readonly maxOwned: number
  /** How often the clients of one person may be in rooms, together; 0 is no limit. */
  readonly maxEntries: number
  /** How many invitations a person may send to strangers per minute; 0 is no limit. */
  readonly maxInvitations: number
  readonly admins: ServiceAdmins
  /** Who may create rooms. Admins of the service always may. */
  readonly creation: 'anyone' | 'local' | 'admins'
  /** The contact addresses of the operators (XEP-0157). */
  readonly contacts: Contacts
  readonly digests: Digests
  /** In days: how long a destroyed persistent room leaves a tombstone; 0 is none. */
  readonly tombstones: number
  /** In minutes: how long a client may be silent before it is probed; 0 is never. */
  readonly checkSilentAfter: number
  /** Whether people may give commands as lines of text. */
  readonly chatCommands: boolean
  /** The block lists that the service follows. */
  readonly blockLists: readonly { readonly jid: string; readonly node: string }[]
  /** The time of the start, in milliseconds since 1970. */
  readonly startedAt: number
  readonly retention: Retention
}

/** How long the rooms keep messages. */
type Retention = {
  /** In milliseconds; 0 is no limit. */
  readonly maxAge: number
  /** The maximum number of messages in the archive of a room; 0 is no limit. */
  readonly maxMessages: number
}
