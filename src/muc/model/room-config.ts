import type { Role } from './role.js'

/**
 * What the owner sets in the configuration form (XEP-0045 §10.2, §16.5.3). An interface: what composes the service adds
 * its own keys (`state/`).
 */
export interface RoomConfig {
  readonly name: string
  readonly description: string
  /** The language of the discussion (RFC 5646); empty where none is named. */
  readonly lang: string
  /** Whom outsiders may ask about the room: bare JIDs, for everybody to see. */
  readonly contacts: readonly string[]
  /** Shown in the service's list of rooms (XEP-0045 §4.2); otherwise hidden. */
  readonly public: boolean
  /** Stays when the last occupant leaves; otherwise temporary. */
  readonly persistent: boolean
  readonly membersOnly: boolean
  readonly moderated: boolean
  /** In a moderated room, too, newcomers enter as participants. */
  readonly newcomersHaveVoice: boolean
  /** Needed to enter; empty where none is. */
  readonly password: string
  /** Who may see real addresses: `anyone` makes a non-anonymous room, `moderators` a semi-anonymous one. */
  readonly whois: 'moderators' | 'anyone'
  /** Whether outsiders, too, may ask who is in the room. */
  readonly publicOccupants: boolean
  /** The roles that may see who belongs to a room that hides no addresses. Admins and owners always may. */
  readonly getMemberList: readonly Role[]
  /** How many occupants fit in; 0 is no limit. */
  readonly maxUsers: number
  /** Whether every member, or only admins and owners, may invite into a members-only room. */
  readonly allowInvites: boolean
  /** Whether participants, too, may change the subject. */
  readonly changeSubject: boolean
  readonly allowPrivateMessages: 'anyone' | 'participants' | 'moderators' | 'none'
  /** To whom visitors may write, as far as they may send private messages at all. */
  readonly visitorPrivateMessages: 'anyone' | 'moderators' | 'nobody'
  /** Whether occupants may send IQ requests to each other. */
  readonly allowQueries: boolean
  /** Whether occupants may change their nicks; and whether visitors may, where the others may. */
  readonly allowNickChange: boolean
  readonly allowVisitorNickChange: boolean
  /** Whether the others see what visitors say of their availability. */
  readonly allowVisitorStatus: boolean
  /** Whether the room has hats (XEP-0317). Those that it has had are kept. */
  readonly enableHats: boolean
  /** The roles whose presence the others see. */
  readonly presenceBroadcast: readonly Role[]
  /** How people register (XEP-0045 §7.10): not at all, with an admin's approval, or at once. Members need none. */
  readonly registration: 'closed' | 'approval' | 'open'
  /** Whether visitors may ask the moderators for voice (§7.13), and after how many seconds again. */
  readonly allowVoiceRequests: boolean
  readonly voiceRequestInterval: number
  /** Who has a reserved nick is in the room by no other (XEP-0045 §7.10: nicks are locked down). */
  readonly reservedNicksOnly: boolean
  /** How many messages are kept for newcomers. */
  readonly historyLength: number
  /** How many of them a newcomer gets at the most; more than are kept is all of them. */
  readonly maxHistoryFetch: number
  /** Whether what is said goes into the archive. */
  readonly logging: boolean
}
