import { attr, childElements, copyOf, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { reasonGiven, statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { OccupantContext } from '../capability.js'
import type { RoomContext } from '../context.js'
import { absentMembers } from '../model/absent-members.js'
import type { Actor } from '../model/affiliation-setting.js'
import type { Versions } from '../model/affiliation-versions.js'
import { latestPresence, latestSession, type Occupant, sessionsOf } from '../model/occupant.js'
import { OCCUPANT_ROLES, type Role, roleIsAtLeast } from '../model/role.js'
import { affiliationOf, isNonAnonymous, occupantsWith, type Room } from '../model/room.js'
import { versionsElement } from './change-affiliation.js'
import { permittedPayloads } from './visitor-payloads.js'

/** What is told of an occupant, beside role, affiliation and their own words. */
export type Announcement = {
  readonly occupant: Occupant
  /** The occupant leaves, for good or for another nick. Their words (a status) then come with it. */
  readonly leaves?: { readonly presence?: readonly Element[]; readonly newNick?: string }
  /** Status codes for everybody (XEP-0045 §15.6.2). */
  readonly codes?: readonly number[]
  /** Status codes for the occupant alone, beside 110. */
  readonly ownCodes?: readonly number[]
  /** The roles of which the others are told, where those are not the room's. */
  readonly visibleRoles?: readonly Role[]
  readonly actor?: Actor | undefined
  readonly reason?: string | undefined
  /** Where an affiliation has changed: from which version to which (XEP-0463 §5.2.2). */
  readonly versions?: Versions | undefined
}

/** Tells the occupant, with 110, and then the others, as far as each may see it (XEP-0045 §7.2.2, §17.3). */
export function broadcastPresence(context: RoomContext, announcement: Announcement): void {
  sendSelfPresence(context, announcement)
  broadcastToOthers(context, announcement)
}

/** The occupant's own copy, to all of their sessions or to the ones named. */
export function sendSelfPresence(context: RoomContext, announcement: Announcement, sessions?: readonly string[]): void {
  const { batch, room } = context
  const { occupant, codes = [], ownCodes = [] } = announcement
  const versions = announcement.versions ?? { until: room.affiliationVersion }
  const showJid = maySeeJids(room, occupant.role)
  const own = { ...announcement, codes: [110, ...ownCodes, ...codes], versions, showJid }
  batch.send(occupantPresence(context, own), sessions ?? sessionsOf(occupant))
}

/** The others' copies: two at the most, with the real JID and without (XEP-0045 §7.2.3, §7.2.4). */
export function broadcastToOthers(context: RoomContext, announcement: Announcement): void {
  const { presenceBroadcast } = context.room.record.config
  const { occupant, visibleRoles = presenceBroadcast } = announcement
  if (visibleRoles.includes(occupant.role)) sendToOthers(context, announcement)
}

/**
 * Of so many changes at once in so large a room that it would not end, the others see the first; the rest when they enter
 * again. Nobody is told who is known to be gone.
 */
function sendToOthers(context: RoomContext, announcement: Announcement): void {
  const { batch, room, unreachable } = context
  const { occupant } = announcement
  if (!batch.reserveCopies(room.nicks.size)) return
  const missing = unreachable.inRoom(room.record.jid)
  const seeing: string[] = []
  const blind: string[] = []
  for (const other of room.occupants.values()) {
    if (other.nick === occupant.nick) continue
    const receivers = maySeeJids(room, other.role) ? seeing : blind
    for (const { jid } of other.sessions) if (!missing?.has(jid)) receivers.push(jid)
  }
  if (seeing.length > 0) batch.send(occupantPresence(context, { ...announcement, showJid: true }), seeing)
  if (blind.length > 0) batch.send(occupantPresence(context, { ...announcement, showJid: false }), blind)
}

/**
 * All that a session may see of the others (XEP-0045 §7.2.2): in the order in which they came, or role by role where
 * not all roles are broadcast; then who is absent.
 */
export function sendOccupantList(context: RoomContext, viewer: Occupant, session: string): void {
  for (const occupant of [...shownOccupants(context.room), ...absentMembers(context.room)]) {
    if (occupant.nick !== viewer.nick) sendOccupant(context, { occupant, viewer, session })
  }
}

function shownOccupants(room: Room): Iterable<Occupant> {
  const shown = room.record.config.presenceBroadcast
  return OCCUPANT_ROLES.every(role => shown.includes(role)) ? room.occupants.values() : occupantsWith(room, shown)
}

/** What a session of the viewer may see of an occupant. */
export function sendOccupant(
  context: RoomContext,
  { occupant, viewer, session }: { occupant: Occupant; viewer: Occupant; session: string },
): void {
  const { batch, room } = context
  if (occupant.nick !== viewer.nick && !isBroadcast(room, occupant.role)) return
  batch.send(occupantPresence(context, { ...asIs(occupant), showJid: maySeeJids(room, viewer.role) }), [session])
}

/**
 * Tells of a new role. Where the presence of only some roles is broadcast, the others see the occupant come or go
 * with it; who becomes a moderator of a semi-anonymous room gets to see the real JIDs from then on (§7.2.4).
 */
export function broadcastRoleChange(
  context: RoomContext,
  change: Omit<Announcement, 'occupant'> & { was: Occupant; now: Occupant },
): void {
  const { room } = context
  const { was, now, ...why } = change
  sendSelfPresence(context, { ...why, occupant: now })
  if (isBroadcast(room, was.role) && !isBroadcast(room, now.role))
    broadcastToOthers(context, { occupant: was, leaves: {} })
  else broadcastToOthers(context, { ...why, occupant: now })
  if (!maySeeJids(room, was.role) && maySeeJids(room, now.role)) {
    for (const session of sessionsOf(now)) sendOccupantList(context, now, session)
  }
}

/** In stanzas. Our own decision: nobody's choice in a form is to fill memory and the link. */
const MOST_AT_ONCE = 250_000

/**
 * The presence of other roles than before is broadcast: the others see occupants come and go with that; in a room that
 * is too large for it, when they enter again.
 */
export function broadcastRoles(context: RoomContext, was: readonly Role[]): void {
  const { room } = context
  const isChanged = ({ role }: Occupant) => isBroadcast(room, role) !== was.includes(role)
  const changed = [...room.occupants.values()].filter(isChanged)
  if (changed.length * room.nicks.size > MOST_AT_ONCE) return
  for (const occupant of changed) {
    sendToOthers(context, isBroadcast(room, occupant.role) ? { occupant } : { occupant, leaves: {} })
  }
  if (was.includes('none')) return
  for (const absentee of absentMembers(context.room)) sendToOthers(context, asIs(absentee))
}

/** Here, or absent. */
function asIs(occupant: Occupant): Announcement {
  return occupant.role === 'none' ? { occupant, leaves: {} } : { occupant }
}

/** In characters: every newcomer gets the presence of everybody. Our own decision. */
const LONGEST_WORDS = 16 * 1024

/** XEP-0421 §3.1, XEP-0317: what the room adds to a presence, nobody else may say. */
const ROOMS_WORDS: readonly unknown[] = [NS.occupantId, NS.hats]

/**
 * What a client's presence says to the room: all but what only the room may say (§17.3: muc, muc#user). Throws
 * `policy-violation` where it is too much.
 */
export function presencePayloads(presence: Element): Element[] {
  const words = wordsOf(presence)
  if (words) return words
  throw new StanzaError('policy-violation', `A presence in a room has at most ${LONGEST_WORDS} characters.`)
}

/** The same of a client that leaves: it leaves, too, where it says too much, but without its words. */
export function leavePayloads(presence: Element): Element[] {
  return wordsOf(presence) ?? []
}

/** Undefined where it is too much. */
function wordsOf(presence: Element): Element[] | undefined {
  const words = childElements(presence)
    .filter(child => !(child.getNS() ?? '').startsWith(NS.muc) && !ROOMS_WORDS.includes(child.getNS()))
    .map(child => inLanguage(copyOf(child), attr(presence, 'xml:lang')))
  return words.join('').length <= LONGEST_WORDS ? words : undefined
}

/** A status is in the language of the whole presence, where it names none of its own (RFC 6121 §4.7.2.2). */
function inLanguage(word: Element, language: string | undefined): Element {
  if (word.name === 'status' && language !== undefined) word.attrs['xml:lang'] ??= language
  return word
}

/** Whether an occupant of this role may see real JIDs. */
function maySeeJids(room: Room, role: Role): boolean {
  return isNonAnonymous(room) || roleIsAtLeast(role, 'moderator')
}

function isBroadcast(room: Room, role: Role): boolean {
  return room.record.config.presenceBroadcast.includes(role)
}

function occupantPresence(context: RoomContext, shown: Announcement & { showJid: boolean }): Element {
  const { room } = context
  const { occupant, leaves, versions, codes = [] } = shown
  const from = `${room.record.jid}/${occupant.nick}`
  const words = permittedPayloads(room, occupant.role, leaves ? (leaves.presence ?? []) : latestPresence(occupant))
  const x = xml('x', NS.mucUser, item(room, shown))
  if (versions) x.append(versionsElement(versions))
  for (const code of codes) x.append(statusCode(code))
  const presence = xml('presence', leaves ? { from, type: 'unavailable' } : { from }, ...words, x)
  presence.append(...presenceExtensions({ ...context, occupant }))
  return presence
}

/** What the room adds to every presence of an occupant. */
export function presenceExtensions(shown: OccupantContext): Element[] {
  return shown.capabilities.flatMap(capability => capability.presenceExtensions?.(shown) ?? [])
}

function item(room: Room, shown: Announcement & { showJid: boolean }): Element {
  const { occupant, leaves, actor, reason, showJid } = shown
  const staysInRoom = !leaves || leaves.newNick !== undefined
  const element = xml('item', {
    affiliation: affiliationOf(room, occupant.user),
    role: staysInRoom ? occupant.role : 'none',
    jid: showJid ? (latestSession(occupant)?.jid ?? occupant.user) : undefined,
    nick: leaves?.newNick,
  })
  if (actor) element.append(xml('actor', { nick: actor.nick }))
  element.append(...reasonGiven(reason))
  return element
}
