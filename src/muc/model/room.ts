import type { Affiliation, AffiliationEntry } from './affiliation.js'
import { initialRole } from './initial-role.js'
import type { Occupant } from './occupant.js'
import type { Role } from './role.js'
import type { RoomConfig } from './room-config.js'

/** The properties of a room, without its occupants and messages. */
export type RoomRecord = {
  /** The bare JID. */
  readonly jid: string
  /** 24 hexadecimal digits: the room's id in the REST API. A later room at this JID has another id. */
  readonly id: string
  /** The bare JID of the person who created it. */
  readonly creator: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Not configured yet (XEP-0045 §10.1): only the owner can see it. */
  readonly locked: boolean
  /** Closed for entry, but stored. */
  readonly archived: boolean
  readonly config: RoomConfig
}

/**
 * A subject (XEP-0045 §8.1), with the nick and the bare JID of the person who set it, and the time in milliseconds
 * since 1970. `user` is empty if it was not stored. `message` is XML: a message with the language of the stanza and each
 * `<subject/>` in its language (RFC 6121 §5.2.4); absent if only the text is known.
 */
export type Subject = {
  readonly text: string
  readonly message?: string
  readonly nick: string
  readonly user: string
  readonly at: number
}

/** A stored message, as the occupants got it, without its `to`; or its tombstone after a retraction. */
export type HistoryMessage = {
  /** The stanza id (XEP-0359). */
  readonly id: string
  /** XML. */
  readonly stanza: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The sender's full JID and nick. Both are empty for a message of the room itself, or if they were not stored. */
  readonly sender: string
  readonly nick: string
  /** Part of the history that newcomers get (XEP-0045 §7.2.13). */
  readonly shown: boolean
  /** Part of the archive (XEP-0313). */
  readonly archived: boolean
}

/** A pending request to become a member (XEP-0045 §9.9). */
export type RegistrationRequest = {
  readonly nick: string
  /** The values of the other fields of the form, by field. */
  readonly answers: Readonly<Record<string, string>>
  /** The id of the link by which the requester came; empty if without a link. */
  readonly via: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** XEP-0486: a vCard as text, and the SHA-1 of each of its photos in hexadecimal digits (XEP-0153 §3.1). */
export type Vcard = { readonly text: string; readonly photoHashes: readonly string[] }

/**
 * The kinds of entries that features keep in a room, with their values. Each feature declares its own kind; a
 * `MapChange` of that kind changes the entries, and the table module of that kind stores them.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it in.
export interface RoomMaps {}

/** A room in memory. Only `apply-change.ts` and the store may write to it. */
export type Room = {
  record: RoomRecord
  /** By bare JID, or by domain for a ban of a whole domain. No entry has `none`. */
  readonly affiliations: Map<string, AffiliationEntry>
  /** The current version of the affiliations (XEP-0463). */
  affiliationVersion: string
  /** Odd if a message was sent since the last occupant to leave left (`track-activity.ts`). */
  activity: number
  /** The bare JIDs of the owners and of the admins. An index, not stored: a room may have thousands of members. */
  readonly byAffiliation: { readonly owner: Set<string>; readonly admin: Set<string> }
  /** The number of affiliations that are member, admin or owner. */
  members: number
  /** The bare JID of the person with the reserved nick, by nick. */
  readonly reservedNicks: Map<string, string>
  /** The entries that features keep in the room, by kind and key: see `mapOf`. */
  readonly maps: { readonly [Kind in keyof RoomMaps]?: Map<string, RoomMaps[Kind]> }
  /** By nick. */
  readonly occupants: Map<string, Occupant>
  /** The nicks of the occupants with each role. An index, not stored. */
  readonly byRole: Map<Role, Set<string>>
  /** The nick of each session, by full JID. */
  readonly nicks: Map<string, string>
  subject: Subject | undefined
  /** The number of messages in each hour of the last day, by the hour since 1970 (XEP-0502). */
  readonly messageCounts: Map<number, number>
  /** Oldest first. */
  readonly history: HistoryMessage[]
  /** The SHA-1 hashes of the photos in its vCard, which is only in the store. */
  photoHashes: readonly string[]
  /** The service's admins, who are owners of every room. Not stored. */
  admins: { has(user: string): boolean }
}

/** The entries of a kind in a room, by key. */
export function mapOf<Kind extends keyof RoomMaps>(
  { maps }: Pick<Room, 'maps'>,
  kind: Kind,
): Map<string, RoomMaps[Kind]> {
  const known = maps[kind]
  if (known) return known
  const created = new Map<string, RoomMaps[Kind]>()
  Object.assign(maps, { [kind]: created })
  return created
}

const NO_ADMINS: ReadonlySet<string> = new Set()

/** A room without affiliations, occupants and messages. */
export function emptyRoom(record: RoomRecord): Room {
  return {
    record,
    affiliations: new Map(),
    affiliationVersion: '',
    activity: 0,
    byAffiliation: { owner: new Set(), admin: new Set() },
    members: 0,
    reservedNicks: new Map(),
    maps: {},
    occupants: new Map(),
    byRole: new Map(),
    nicks: new Map(),
    subject: undefined,
    messageCounts: new Map(),
    history: [],
    photoHashes: [],
    admins: NO_ADMINS,
  }
}

/** Adds an occupant to `byRole`. */
export function addRole({ byRole }: Room, { role, nick }: Occupant): void {
  byRole.set(role, (byRole.get(role) ?? new Set()).add(nick))
}

/** The occupants with one of these roles, from the index: a room may have thousands of others. */
export function occupantsWith({ occupants, byRole }: Room, roles: readonly Role[]): Occupant[] {
  return roles.flatMap(role => [...(byRole.get(role) ?? [])].flatMap(nick => occupants.get(nick) ?? []))
}

/**
 * The affiliation of a user (a bare JID). The service's admins are owners everywhere. A ban of a domain applies to all
 * its users without an affiliation of their own (XEP-0045 §9.2).
 */
export function affiliationOf(room: Room, user: string): Affiliation {
  if (room.admins.has(user)) return 'owner'
  const own = room.affiliations.get(user)
  if (own) return own.affiliation
  const domain = user.slice(user.indexOf('@') + 1)
  return room.affiliations.get(domain)?.affiliation === 'outcast' ? 'outcast' : 'none'
}

/** The role with which a person (a bare JID) enters (XEP-0045 §5.1.2). Members by a visitor link are visitors. */
export function roleOnEntry(room: Room, user: string): Role {
  const role = initialRole(room.record.config, affiliationOf(room, user))
  return role === 'participant' && room.affiliations.get(user)?.isVisitor ? 'visitor' : role
}

/** Whether all occupants see the real JIDs (XEP-0045 §4.2); in a semi-anonymous room only moderators do. */
export function isNonAnonymous({ record }: Pick<Room, 'record'>): boolean {
  return record.config.whois === 'anyone'
}

/** The occupant with this session (a full JID); undefined if it is not in the room. */
export function occupantOf(room: Room, session: string): Occupant | undefined {
  const nick = room.nicks.get(session)
  return nick === undefined ? undefined : room.occupants.get(nick)
}

/** Whether a person (a bare JID) is in the room with any client. */
export function isInside(room: Room, user: string): boolean {
  return [...room.occupants.values()].some(occupant => occupant.user === user)
}

/** The full JIDs of all sessions in the room. */
export function allSessions(room: Room): string[] {
  return [...room.nicks.keys()]
}
