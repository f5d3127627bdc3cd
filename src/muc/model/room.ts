import type { Affiliation, AffiliationEntry } from '../operations/set-affiliation.js'
import type { Hat } from './hat.js'
import type { Admission } from '../../invites/invite-terms.js'
import type { Occupant } from './occupant.js'
import { initialRole, type Role } from './role.js'
import type { UserStatus } from '../operations/set-user-status.js'

/** What the owner sets in the configuration form (XEP-0045 §10.2, §16.5.3), and the lock of the REST API. */
export type RoomConfig = {
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
  /** How open invites let people in, as far as they do not say something stricter themselves. */
  readonly autoRegister: Admission
  /** How long its open invites live, in seconds: where they do not say, and at the most. 0 is for ever, or no limit. */
  readonly linkLifetime: number
  readonly maxLinkLifetime: number
  /** How many people one lets in: where it does not say, and at the most. 0 is no limit. */
  readonly linkUses: number
  readonly maxLinkUses: number
  /** How many open invites it may have at once; 0 is no limit. */
  readonly maxLinks: number
  /** What everybody who has an open invite may see of the room before they join. */
  readonly linkPreview: 'nothing' | 'name' | 'full'
  /** What clients of the REST API keep with the room. */
  readonly disableNotifications: boolean
  readonly mediaType: '' | 'pstnAudio' | 'webrtc'
  readonly customData: Readonly<Record<string, unknown>>
}

/** What a room is, apart from who is in it and what was said. */
export type RoomRecord = {
  /** The bare JID. */
  readonly jid: string
  /** 24 hexadecimal digits: the name of this room in the REST API. A room made anew at the same JID has another. */
  readonly id: string
  /** The bare JID of the person who made it. */
  readonly creator: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** XEP-0045 §10.1: made by an entry, not yet configured: nobody but its creator sees it. */
  readonly locked: boolean
  /** Out of use, but kept. */
  readonly archived: boolean
  readonly config: RoomConfig
}

/** XEP-0045 §8.1, with the nick and the bare JID of who set it. The latter is empty where nobody knows it any more. */
export type Subject = { readonly text: string; readonly nick: string; readonly user: string; readonly at: number }

/** A message that the room keeps: as the occupants got it, without its address; or the tombstone in its place. */
export type HistoryMessage = {
  /** The id that the room gave it (XEP-0359). */
  readonly id: string
  readonly stanza: string
  readonly at: number
  /** Who said it, by what nick: a full JID. Both are empty where the room itself did, or where that was not kept. */
  readonly sender: string
  readonly nick: string
  /** Newcomers get it (XEP-0045 §7.2.13). */
  readonly shown: boolean
  /** It is in the archive (XEP-0313). */
  readonly archived: boolean
}

/** Somebody asks to become a member and waits for an admin's answer (XEP-0045 §9.9). */
export type RegistrationRequest = {
  readonly nick: string
  /** What the person answered in the other fields of the form, by field. */
  readonly answers: Readonly<Record<string, string>>
  /** The `linkId` of the open invite through which they came; empty where they came without. */
  readonly linkId: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** XEP-0486: a vCard as text, and the SHA-1 of each of its photos in hexadecimal digits (XEP-0153 §3.1). */
export type Vcard = { readonly text: string; readonly photoHashes: readonly string[] }

/** A room in memory. Only `set-in-memory.ts` and the store write to it. */
export type Room = {
  record: RoomRecord
  /** By bare JID, or by domain for a ban of a whole domain. Nobody is listed with `none`. */
  readonly affiliations: Map<string, AffiliationEntry>
  /** Names the affiliations as they are now (XEP-0463). */
  affiliationVersion: string
  /** Odd where something was said since somebody left last (`room-activity.ts`). */
  activity: number
  /** How many of them are members, admins or owners. */
  members: number
  /** The bare JID of the person for whom it is reserved, by nick. */
  readonly reservedNicks: Map<string, string>
  /** By bare JID. */
  readonly registrations: Map<string, RegistrationRequest>
  /** Of those to whom more than an affiliation is to be said, by bare JID. */
  readonly statuses: Map<string, UserStatus>
  /** When a person last asked for voice, in milliseconds since 1970, by bare JID. */
  readonly voiceRequests: Map<string, number>
  /** By nick. */
  readonly occupants: Map<string, Occupant>
  /** The nicks of those who have a role; no fact of its own, and kept while the room is in memory. */
  readonly byRole: Map<Role, Set<string>>
  /** The nick of each session, by full JID. */
  readonly nicks: Map<string, string>
  subject: Subject | undefined
  /** How many messages were sent in an hour since 1970, of the last day (XEP-0502). */
  readonly messageCounts: Map<number, number>
  /** Oldest first. */
  readonly history: HistoryMessage[]
  /** Those of its vCard, which itself is only in the store. */
  photoHashes: readonly string[]
  /** By URI. */
  readonly hats: Map<string, Hat>
  /** The URIs of the hats that a person wears, by bare JID; none is an empty list. */
  readonly wearers: Map<string, readonly string[]>
  /** The service's admins, who are owners of every room; no fact of the room. */
  admins: { has(user: string): boolean }
}

const NOBODY: ReadonlySet<string> = new Set()

/** A room in which nothing has happened yet. */
export function emptyRoom(record: RoomRecord): Room {
  return {
    record,
    affiliations: new Map(),
    affiliationVersion: '',
    activity: 0,
    members: 0,
    reservedNicks: new Map(),
    registrations: new Map(),
    statuses: new Map(),
    voiceRequests: new Map(),
    occupants: new Map(),
    byRole: new Map(),
    nicks: new Map(),
    subject: undefined,
    messageCounts: new Map(),
    history: [],
    photoHashes: [],
    hats: new Map(),
    wearers: new Map(),
    admins: NOBODY,
  }
}

/** For `byRole`. */
export function addRole({ byRole }: Room, { role, nick }: Occupant): void {
  byRole.set(role, (byRole.get(role) ?? new Set()).add(nick))
}

/** Everybody who has one of these roles; nobody else is looked at, for there may be thousands. */
export function occupantsWith({ occupants, byRole }: Room, roles: readonly Role[]): Occupant[] {
  return roles.flatMap(role => [...(byRole.get(role) ?? [])].flatMap(nick => occupants.get(nick) ?? []))
}

/**
 * The affiliation of a user. The service's admins are owners everywhere. A ban of a domain holds for everybody there who
 * has no affiliation of their own (§9.2).
 */
export function affiliationOf(room: Room, user: string): Affiliation {
  if (room.admins.has(user)) return 'owner'
  const own = room.affiliations.get(user)
  if (own) return own.affiliation
  const domain = user.slice(user.indexOf('@') + 1)
  return room.affiliations.get(domain)?.affiliation === 'outcast' ? 'outcast' : 'none'
}

/** XEP-0045 §5.1.2: the role with which a person (a bare JID) enters. Who came through a link for visitors is one. */
export function roleOnEntry(room: Room, user: string): Role {
  const role = initialRole(room.record.config, affiliationOf(room, user))
  return role === 'participant' && room.affiliations.get(user)?.isVisitor ? 'visitor' : role
}

/** XEP-0045 §4.2: every occupant sees the real JIDs; in a semi-anonymous room only moderators do. */
export function isNonAnonymous({ record }: Pick<Room, 'record'>): boolean {
  return record.config.whois === 'anyone'
}

/** The occupant to whom a session (a full JID) belongs. */
export function occupantOf(room: Room, session: string): Occupant | undefined {
  const nick = room.nicks.get(session)
  return nick === undefined ? undefined : room.occupants.get(nick)
}

/** Whether a person (a bare JID) is in the room, by any of their clients. */
export function isInside(room: Room, user: string): boolean {
  return [...room.occupants.values()].some(occupant => occupant.user === user)
}

/** The full JIDs of all sessions in the room. */
export function allSessions(room: Room): string[] {
  return [...room.nicks.keys()]
}
