import type { Role } from './role.js'

/**
 * The configuration of a room (XEP-0045 §10.2, §16.5.3). An interface, so that `state/` can add the keys of the other
 * domains.
 */
export interface RoomConfig {
  readonly name: string
  readonly description: string
  /** The language of the discussion (RFC 5646); empty if none is set. */
  readonly lang: string
  /** The public contact addresses of the room: bare JIDs. */
  readonly contacts: readonly string[]
  /** In the service's list of rooms (XEP-0045 §4.2); otherwise hidden. */
  readonly public: boolean
  /** Remains when the last occupant leaves; otherwise temporary. */
  readonly persistent: boolean
  readonly membersOnly: boolean
  readonly moderated: boolean
  /** Newcomers enter as participants even if the room is moderated. */
  readonly newcomersHaveVoice: boolean
  /** Required to enter; empty if none is set. */
  readonly password: string
  /** Who sees real JIDs: `anyone` makes a non-anonymous room, `moderators` a semi-anonymous one. */
  readonly whois: 'moderators' | 'anyone'
  /** Whether people outside the room may query the list of occupants. */
  readonly publicOccupants: boolean
  /** The roles that may query the member list of a non-anonymous room. Admins and owners always may. */
  readonly getMemberList: readonly Role[]
  /** The maximum number of occupants; 0 is no limit. */
  readonly maxUsers: number
  /** Whether members may invite to a members-only room, beside admins and owners. */
  readonly allowInvites: boolean
  /** Whether participants may change the subject, beside moderators. */
  readonly changeSubject: boolean
  readonly allowPrivateMessages: 'anyone' | 'participants' | 'moderators' | 'none'
  /** To whom visitors may send private messages, if `allowPrivateMessages` allows them any. */
  readonly visitorPrivateMessages: 'anyone' | 'moderators' | 'nobody'
  /** Whether occupants may send IQ requests to each other. */
  readonly allowQueries: boolean
  /** Whether occupants may change their nicks, and whether visitors may if the others may. */
  readonly allowNickChange: boolean
  readonly allowVisitorNickChange: boolean
  /** Whether the others see the status text of visitors. */
  readonly allowVisitorStatus: boolean
  /** Whether the room has hats (XEP-0317). Turning it off keeps the stored hats. */
  readonly enableHats: boolean
  /** The roles whose presence the room broadcasts; `none` stands for absent members with a reserved nick. */
  readonly presenceBroadcast: readonly Role[]
  /** How people register as members (XEP-0045 §7.10): not at all, after an admin's approval, or at once. */
  readonly registration: 'closed' | 'approval' | 'open'
  /** Whether visitors may request voice (XEP-0045 §7.13), and the seconds between two requests. */
  readonly allowVoiceRequests: boolean
  readonly voiceRequestInterval: number
  /** A person with a reserved nick may use no other nick (XEP-0045 §7.10: nicks are locked down). */
  readonly reservedNicksOnly: boolean
  /** How many messages the room keeps for newcomers. */
  readonly historyLength: number
  /** How many of them a newcomer gets at most. */
  readonly maxHistoryFetch: number
  /** Whether messages go into the archive (XEP-0313). */
  readonly logging: boolean
}
