import { xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { reasonGiven, statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import { type Affiliation, type AffiliationEntry, isAtLeast } from '../model/affiliation.js'
import type { AffiliationSetting } from '../model/affiliation-setting.js'
import type { Versions } from '../model/affiliation-versions.js'
import { type Occupant, sessionsOf } from '../model/occupant.js'
import { type Role, roleIsAtLeast } from '../model/role.js'
import { affiliationOf, isNonAnonymous, occupantsOf, type Room, roleOnEntry } from '../model/room.js'
import { admittedRole } from './admitted-role.js'
import { mayList } from './affiliation-rules.js'
import { broadcastPresence } from './broadcast-presence.js'
import { broadcastRoleChange } from './broadcast-role-change.js'
import { changeAffiliation, versionsElement } from './change-affiliation.js'
import { changeOccupant } from './change-occupant.js'
import { forgetDenial } from './denied-requests.js'
import { notifyApproved } from './notify-approved.js'
import { removeOccupant } from './remove-occupant.js'
import { hasRequested, withdrawRegistration } from './request-registration.js'
import { enforceReservedNick, refuseNickOfOthers } from './reserve-nick.js'
import { settleActivity } from './track-activity.js'
import { withHook } from './with-hook.js'

/** The room has them all in memory. Our own decision. */
export const MAX_OUTCASTS = 10_000

/**
 * Sets an affiliation and notifies the room (XEP-0045 §9, §10): by presence for an occupant, with the resulting role or
 * the removal; by message for an absent person, to the occupants who may see that affiliation. The absent person gets a
 * message too. The caller checks the rights of the actor. Throws `not-acceptable` for a domain as a member,
 * `resource-constraint` if the room has too many members or outcasts, `conflict` if the nick is another person's.
 */
export function setAffiliation(context: RoomContext, setting: AffiliationSetting): void {
  const { room, settings } = context
  const { user, affiliation } = setting
  const was = affiliationOf(room, user)
  if (isAtLeast(affiliation, 'member') && !user.includes('@')) {
    throw new StanzaError('not-acceptable', 'A domain can only be banned; it can have no other affiliation.')
  }
  if (isAtLeast(affiliation, 'member') && !isAtLeast(was, 'member') && isFull(room, settings.maxMembers)) {
    throw new StanzaError('resource-constraint', `This room has its ${settings.maxMembers} members; remove one first.`)
  }
  const before = room.affiliations.get(user)
  if (affiliation === 'outcast' && before?.affiliation !== 'outcast' && outcasts(room) >= MAX_OUTCASTS) {
    throw new StanzaError('resource-constraint', `A room has at most ${MAX_OUTCASTS} bans; remove one first.`)
  }
  const now = entryAfter(context, setting, before)
  if (now) refuseNickOfOthers(room, now.nick, user)
  const versions = changeAffiliation(context, { user, was: before, now })
  const hasAsked = hasRequested(room, user)
  if (now) withdrawRegistration(context, user)
  if (now) forgetDenial(context, user)
  const changed = { ...context, was: before, now, setting }
  for (const capability of withHook(context.capabilities, 'onAffiliationChanged'))
    capability.onAffiliationChanged(changed)
  const present = affected(room, user)
  const isPresent = present.some(occupant => occupant.user === user)
  if (!isPresent) announceAbsent(context, { ...setting, was, versions })
  for (const occupant of present)
    applyToOccupant(context, { ...setting, occupant, was, versions: isPresent ? versions : undefined })
  if (present.length === 0 && hasAsked && isAtLeast(affiliation, 'member')) notifyApproved(context, setting)
  if (present.length === 0 && !setting.skipNotification && user.includes('@')) notifyAbsent(context, setting)
  enforceReservedNick(context, user)
}

/** The new entry; undefined for `none`. A ban or `none` frees the reserved nick (XEP-0045 §9.1, §9.2). */
function entryAfter(
  context: RoomContext,
  setting: AffiliationSetting,
  was: AffiliationEntry | undefined,
): AffiliationEntry | undefined {
  const { affiliation, reason = '', nick = was?.nick ?? '', isVisitor = false } = setting
  if (affiliation === 'none') return undefined
  const since = context.batch.at
  if (affiliation === 'outcast') return { affiliation, reason, since, nick: '', visited: 0 }
  // A new member starts without unread messages.
  const isNew = was === undefined || was.affiliation === 'outcast'
  return {
    affiliation,
    reason,
    since,
    nick,
    visited: isNew ? settleActivity(context) : was.visited,
    ...(isVisitor && { isVisitor }),
  }
}

/** The number of outcasts, banned domains included. */
export function outcasts({ affiliations, members }: Room): number {
  return affiliations.size - members
}

/** Whether the room has `maxMembers` members, admins and owners; 0 is no limit. */
export function isFull(room: Room, maxMembers: number): boolean {
  return maxMembers > 0 && room.members >= maxMembers
}

/** The ban of a domain affects its users without an affiliation of their own (XEP-0045 §9.2). */
function affected(room: Room, userOrDomain: string): Occupant[] {
  if (userOrDomain.includes('@')) return occupantsOf(room, userOrDomain)
  const isOfDomain = ({ user }: Occupant) => user.endsWith(`@${userOrDomain}`) && !room.affiliations.has(user)
  return [...room.occupants.values()].filter(isOfDomain)
}

type Changed = AffiliationSetting & { readonly was: Affiliation; readonly versions: Versions | undefined }

/** Applies a new affiliation to an occupant: removes them, changes the role, or only broadcasts the new presence. */
function applyToOccupant(context: RoomContext, change: Changed & { occupant: Occupant }): void {
  const { room } = context
  const { occupant, reason, actor, versions } = change
  const affiliation = affiliationOf(room, occupant.user)
  if (affiliation === 'outcast') return removeOccupant(context, { occupant, codes: [301], reason, actor, versions })
  const isAdmitted = admittedRole(context, occupant.user) !== undefined
  if (affiliation === 'none' && room.record.config.membersOnly && !isAdmitted) {
    return removeOccupant(context, { occupant, codes: [321], reason, actor, versions })
  }
  const role = roleAfter({ room, role: occupant.role, was: change.was, user: occupant.user })
  if (role === occupant.role) return broadcastPresence(context, { occupant, reason, actor, versions })
  const now = { ...occupant, role }
  changeOccupant(context, { was: occupant, now })
  broadcastRoleChange(context, { was: occupant, now, reason, actor, versions })
}

/**
 * An admin becomes a moderator, a former admin gets the role of an entry, others keep a higher role (XEP-0045 §5.2,
 * §9.6).
 */
function roleAfter(change: { room: Room; role: Role; was: Affiliation; user: string }): Role {
  const usual = roleOnEntry(change.room, change.user)
  if (isAtLeast(change.was, 'admin')) return usual
  return roleIsAtLeast(change.role, usual) ? change.role : usual
}

/**
 * Notifies the occupants who may see it of an absent person's or a domain's affiliation (XEP-0045 §9.3). The room MAY do
 * so: for a long list it does for the first items only, within the budget of the work item.
 */
function announceAbsent(
  { batch, room, leaving }: RoomContext,
  { user, was, affiliation, reason, versions }: Changed,
): void {
  if (room.occupants.size === 0 || !batch.reserveCopies(room.nicks.size)) return
  const receivers = [...room.occupants.values()].filter(({ user, role }) => {
    if (leaving?.has(user)) return false
    const viewer = { own: affiliationOf(room, user), role }
    const maySee = (list: Affiliation) => list === 'none' || mayList(room, viewer, list)
    return isNonAnonymous(room) || (maySee(was) && maySee(affiliation))
  })
  const x = xml('x', NS.mucUser, xml('item', { affiliation, role: 'none', jid: user }, ...reasonGiven(reason)))
  if (versions) x.append(versionsElement(versions))
  batch.send(xml('message', { from: room.record.jid, id: batch.newId() }, x), receivers.flatMap(sessionsOf))
}

/** Notifies an absent person of their new affiliation, with 101 (XEP-0045 §18.1). */
function notifyAbsent({ batch, room }: RoomContext, { user, affiliation, nick, reason }: AffiliationSetting): void {
  const item = xml('item', { affiliation, role: 'none', nick: nick || undefined }, ...reasonGiven(reason))
  const x = xml('x', NS.mucUser, item, statusCode(101))
  batch.send(xml('message', { from: room.record.jid, id: batch.newId() }, x), [user])
}

/** Throws `conflict` if a change has left the room without an owner (XEP-0045 §10.2, §10.4). */
export function refuseOwnerless(room: Room): void {
  if (room.byAffiliation.owner.size === 0)
    throw new StanzaError('conflict', 'A room needs at least one owner; add another owner first.')
}
