import type { Affiliation, AffiliationEntry } from './affiliation.js'
import { initialRole } from './initial-role.js'
import type { Occupant } from './occupant.js'
import type { Role } from './role.js'
import type { RoomConfig } from './room-config.js'

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
  /** By what they came, as an id: empty where they came by themselves. */
  readonly via: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** XEP-0486: a vCard as text, and the SHA-1 of each of its photos in hexadecimal digits (XEP-0153 §3.1). */
export type Vcard = { readonly text: string; readonly photoHashes: readonly string[] }

/**
 * The kinds of entries that a feature can keep in a room, and the values of each. A feature declares its own beside
 * itself; the entries are changed by a `MapChange` of the same kind, and stored by the table module of that kind.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it in.
export interface RoomMaps {}

/** A room in memory. Only `apply-change.ts` and the store write to it. */
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
  /** The entries that features keep in the room, by kind and key: see `mapOf`. */
  readonly maps: { readonly [Kind in keyof RoomMaps]?: Map<string, RoomMaps[Kind]> }
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
  /** The service's admins, who are owners of every room; no fact of the room. */
  admins: { has(user: string): boolean }
}

/** The entries of a kind in a room, by their key. */
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

/** A room in which nothing has happened yet. */
export function emptyRoom(record: RoomRecord): Room {
  return {
    record,
    affiliations: new Map(),
    affiliationVersion: '',
    activity: 0,
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
