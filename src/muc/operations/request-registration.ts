import { StanzaError } from '../../stanza/error.js'
import type { RoomContext } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import { sessionsOf } from '../model/occupant.js'
import { affiliationOf, mapOf, occupantsWith, type RegistrationRequest, type Room } from '../model/room.js'
import { approvalForm } from './approval-form.js'
import { refuseDenied } from './denied-requests.js'
import { requestText } from './request-text.js'
import { tellAbsentAdmins } from './tell-absent-admins.js'
import { roomTitle, sendToOccupants, textMessage } from './text-message.js'

declare module '../model/room.js' {
  interface RoomMaps {
    /** The pending requests, by the requester's bare JID. */
    readonly registration: RegistrationRequest
  }
}

/** An admin gets all of them on entering. Our own decision. */
const MAX_REQUESTS = 100

/** Whether a person (a bare JID) may answer registration requests (XEP-0045 §9.9): admins and owners. */
export function mayAnswerRegistrations(room: Room, user: string): boolean {
  return isAtLeast(affiliationOf(room, user), 'admin')
}

/** Whether the request of a person (a bare JID) is pending. */
export function hasRequested(room: Room, user: string): boolean {
  return mapOf(room, 'registration').has(user)
}

/** How many further requests the room can keep. */
export function freeRequests(room: Room): number {
  return MAX_REQUESTS - mapOf(room, 'registration').size
}

/** Throws `forbidden` if a person (a bare JID) may not answer registration requests. */
export function refuseAnswerer(room: Room, user: string): void {
  if (mayAnswerRegistrations(room, user)) return
  throw new StanzaError('forbidden', 'Only admins and owners may answer registration requests.')
}

/**
 * Stores the request of a person (a bare JID), instead of an earlier one, tells the person that it waits, and sends the
 * approval form to the admins in the room and a text to those outside. Throws `resource-constraint` if 100 requests are
 * pending, or as `refuseDenied` does.
 */
export function requestRegistration(context: RoomContext, user: string, now: RegistrationRequest): void {
  const isNew = !hasRequested(context.room, user)
  storeRequest(context, user, now)
  if (isNew) context.batch.deliver(textMessage(context, { user, text: waitingText(context.room) }))
}

/** Does the same as `requestRegistration`, but sends nothing to the person. */
export function storeRequest(context: RoomContext, user: string, now: RegistrationRequest): void {
  const { room, batch } = context
  refuseDenied(room, user, batch.at)
  const was = mapOf(room, 'registration').get(user)
  if (!was && freeRequests(room) <= 0) {
    throw new StanzaError('resource-constraint', 'This room has too many pending requests; try again later.')
  }
  // A repeated request sends no second form.
  if (was && isSame(was, now)) return
  batch.change({ kind: 'registration', room: room.record.jid, key: user, was, now })
  const requested = { user, request: now }
  const approvers = occupantsWith(room, ['moderator']).filter(occupant => mayAnswerRegistrations(room, occupant.user))
  const sessions = approvers.flatMap(sessionsOf)
  const text = requestText(context, requested)
  batch.send(approvalForm(context, { ...requested, text }), sessions)
  sendToOccupants(context, { text, sessions })
  tellAbsentAdmins(context, requested)
}

function waitingText(room: Room): string {
  return `Please wait: a moderator decides on your request to join ${roomTitle(room)}. You will get the answer here.`
}

function isSame(one: RegistrationRequest, other: RegistrationRequest): boolean {
  const hasSameAnswers = JSON.stringify(one.answers) === JSON.stringify(other.answers)
  return one.nick === other.nick && one.via === other.via && hasSameAnswers
}

/** Removes the pending request of a person (a bare JID), if there is one: an affiliation answers it too. */
export function withdrawRegistration({ batch, room }: Pick<RoomContext, 'batch' | 'room'>, user: string): void {
  const was = mapOf(room, 'registration').get(user)
  if (was) batch.change({ kind: 'registration', room: room.record.jid, key: user, was, now: undefined })
}
