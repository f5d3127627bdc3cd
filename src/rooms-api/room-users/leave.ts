import type { Context } from '../../muc/context.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { setAffiliation } from '../../muc/operations/set-affiliation.js'
import { Refusal } from '../refusal.js'
import { isActive, PUT_OUT, statusOf } from '../room-user-status.js'
import { notifyOccupants } from './events.js'
import type { Person } from './person.js'

/**
 * Ends the membership of a user, by the user or by a moderator. `status` is stored, if given. Throws `keeps-moderator`
 * if the others would have no moderator or the user is the creator, `not-a-moderator` if an admin removes a moderator.
 */
export function endMembership(
  context: Context,
  room: Room,
  going: { user: Person; by: Person; status?: 'unsubscribed' | 'rejected' | undefined },
): void {
  const { user, by } = going
  const isOwnDecision = user.jid === by.jid
  if (isOwnDecision) handOver(context, room, user)
  else refuseRemoval(room, going)
  const status = isOwnDecision ? going.status : PUT_OUT[going.status ?? 'deleted']
  setAffiliation({ ...context, room }, { user: user.jid, affiliation: 'none', status, skipNotification: isOwnDecision })
  notifyOccupants(context, room, { name: 'leave', person: user })
}

/** XEP-0045 §9.4, §10.4, §10.7: only owners remove moderators. The creator cannot be removed. */
function refuseRemoval(room: Room, { user, by }: { user: Person; by: Person }): void {
  refuseCreator(room, user)
  refuseLastOwner(room, user)
  const isModerator = statusOf(room, user.jid)?.privilege === 'moderator'
  if (isModerator && affiliationOf(room, by.jid) !== 'owner') {
    throw new Refusal('not-a-moderator', 'Only an owner of the room may remove its moderators.')
  }
}

/** The creator cannot be removed or demoted before the room has been handed over (XEP-0045 §10.4). */
export function refuseCreator({ record, affiliations }: Room, user: Person): void {
  if (record.creator !== user.jid || affiliations.get(user.jid)?.affiliation !== 'owner') return
  throw new Refusal('keeps-moderator', `Try to remove the Room creator (creator ${user.id}).`)
}

/** XEP-0045 §10.4: a room keeps an owner, also if an admin of the service removes users. */
export function refuseLastOwner({ byAffiliation }: Room, user: Person): void {
  if (byAffiliation.owner.size > 1 || !byAffiliation.owner.has(user.jid)) return
  throw new Refusal('keeps-moderator', `${user.jid} is the only owner of the room: make another user an owner first.`)
}

/**
 * A moderator may leave only if another one stays. Our own decision: if the only owner leaves, the longest-serving
 * moderator becomes the owner, since a room must have one (XEP-0045 §10.4).
 */
function handOver(context: Context, room: Room, leaver: Person): void {
  if (statusOf(room, leaver.jid)?.privilege !== 'moderator') return
  const others = moderators(room).filter(user => user !== leaver.jid)
  const [heir] = others
  if (heir === undefined) {
    throw new Refusal('keeps-moderator', 'You are the only moderator of the room: make another user a moderator first.')
  }
  if (others.some(user => room.affiliations.get(user)?.affiliation === 'owner')) return
  if (room.affiliations.get(leaver.jid)?.affiliation !== 'owner') return
  setAffiliation({ ...context, room }, { user: heir, affiliation: 'owner' })
}

/** The bare JIDs of the moderators with the status `accepted`, longest-serving first. */
function moderators(room: Room): string[] {
  const those = [...room.byAffiliation.owner, ...room.byAffiliation.admin].flatMap(user => {
    const status = statusOf(room, user)
    return status?.status === 'accepted' ? [{ user, ...status }] : []
  })
  return those.sort((a, b) => a.since - b.since).map(({ user }) => user)
}

/** Whether the user is an owner, and all other users have left, declined or been removed. */
export function isLastOwner(room: Room, user: Person): boolean {
  if (room.affiliations.get(user.jid)?.affiliation !== 'owner') return false
  for (const other of room.affiliations.keys()) {
    if (other !== user.jid && isActive(statusOf(room, other))) return false
  }
  return true
}
