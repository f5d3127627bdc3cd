import type { Context } from '../../muc/context.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { setAffiliation } from '../../muc/operations/set-affiliation.js'
import { Refusal } from '../refusal.js'
import { isActive, standingOf } from '../room-user-status.js'
import { tellOccupants } from './events.js'
import type { Person } from './person.js'

/**
 * A user of the room is one no more, by their own will or a moderator's. `status` is what the room keeps of it; nothing
 * where it is left out. Refuses what would leave the others without a moderator, and a moderator who may not remove
 * another one.
 */
export function letGo(
  context: Context,
  room: Room,
  going: { user: Person; by: Person; status?: 'unsubscribed' | 'rejected' | undefined },
): void {
  const { user, by } = going
  const isVoluntary = user.jid === by.jid
  if (isVoluntary) handOver(context, room, user)
  else refuseRemoval(room, going)
  const status = going.status === 'unsubscribed' && !isVoluntary ? 'removed' : going.status
  setAffiliation({ ...context, room }, { user: user.jid, affiliation: 'none', status, skipNotification: isVoluntary })
  tellOccupants(context, room, { name: 'leave', person: user })
}

/** XEP-0045 §9.4, §10.4, §10.7: moderators are removed by owners. The creator of a room stays while it does. */
function refuseRemoval(room: Room, { user, by }: { user: Person; by: Person }): void {
  refuseCreator(room, user)
  refuseLastOwner(room, user)
  const isModerator = standingOf(room, user.jid)?.privilege === 'moderator'
  if (isModerator && affiliationOf(room, by.jid) !== 'owner') {
    throw new Refusal('not-a-moderator', 'Only an owner of the room may remove its moderators.')
  }
}

/** The creator cannot be removed, nor made less than they are, until the room is another's (XEP-0045 §10.4). */
export function refuseCreator({ record, affiliations }: Room, user: Person): void {
  if (record.creator !== user.jid || affiliations.get(user.jid)?.affiliation !== 'owner') return
  throw new Refusal('keeps-moderator', `Try to remove the Room creator (creator ${user.id}).`)
}

/** XEP-0045 §10.4: a room keeps an owner, also where an admin of the service takes others away. */
export function refuseLastOwner({ affiliations }: Room, user: Person): void {
  const owners = [...affiliations].filter(([, { affiliation }]) => affiliation === 'owner')
  if (owners.length > 1 || owners[0]?.[0] !== user.jid) return
  throw new Refusal('keeps-moderator', `${user.jid} is the only owner of the room: make another one first.`)
}

/**
 * A moderator may go where another one stays. Where the only owner goes, the one who has been a moderator for longest is
 * the owner then (§10.4: a room has one): our own decision.
 */
function handOver(context: Context, room: Room, leaver: Person): void {
  if (standingOf(room, leaver.jid)?.privilege !== 'moderator') return
  const others = moderators(room).filter(user => user !== leaver.jid)
  const [heir] = others
  if (heir === undefined) {
    throw new Refusal('keeps-moderator', 'You are the only moderator of the room: make another one first.')
  }
  if (others.some(user => room.affiliations.get(user)?.affiliation === 'owner')) return
  if (room.affiliations.get(leaver.jid)?.affiliation !== 'owner') return
  setAffiliation({ ...context, room }, { user: heir, affiliation: 'owner' })
}

/** Those who have come, the oldest first. */
function moderators(room: Room): string[] {
  const those = [...room.affiliations.keys()].flatMap(user => {
    const standing = standingOf(room, user)
    return standing?.privilege === 'moderator' && standing.status === 'accepted' ? [{ user, ...standing }] : []
  })
  return those.sort((a, b) => a.since - b.since).map(({ user }) => user)
}

/** Whether this is an owner, and nobody else is in the room or invited. */
export function isLastOwner(room: Room, user: Person): boolean {
  if (room.affiliations.get(user.jid)?.affiliation !== 'owner') return false
  return [...room.affiliations.keys()].every(other => other === user.jid || !isActive(standingOf(room, other)))
}
