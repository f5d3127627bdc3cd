import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, mapOf, type RegistrationRequest, type Room } from '../muc/model/room.js'
import { admittedRole } from '../muc/operations/admitted-role.js'
import { answerRegistration, type RegistrationAnswer } from '../muc/operations/answer-registration.js'
import { mayAnswerRegistrations, refuseAnswerer } from '../muc/operations/request-registration.js'
import { Refusal } from '../rooms-api/refusal.js'
import { userIdOf } from '../rooms-api/user-id.js'

/** A request with the bare JID of the requester. */
export type PendingRequest = [user: string, request: RegistrationRequest]

/** The pending requests of a room, oldest first. Throws `not-a-moderator` if `by` is neither an admin nor an owner. */
export function pendingRequests(room: Room, by: string): PendingRequest[] {
  if (!mayAnswerRegistrations(room, by)) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room may see the pending requests.')
  }
  return [...mapOf(room, 'registration')].sort(([, a], [, b]) => a.at - b.at)
}

/** The bare JID of the person with this user id whose request is pending; undefined if there is none. */
export function waitingWithId(room: Room, userId: string): string | undefined {
  return [...mapOf(room, 'registration').keys()].find(user => userIdOf(user) === userId)
}

/** Approves or declines a pending request, like an admin's answer to the form (XEP-0045 §9.9). */
export function answerRequest(context: Context, room: Room, answer: RegistrationAnswer): void {
  answerRegistration({ ...context, room }, answer)
}

/**
 * Answers one request of a list, so that a repeat is no error: `settled` is a person without a request who is in already
 * and was to be approved, or who is not and was to be declined. Throws as `answerRequest` does.
 */
export function answerOfMany(
  context: Context,
  room: Room,
  answer: RegistrationAnswer,
): 'approved' | 'declined' | 'settled' {
  const { user, by, isAllowed } = answer
  refuseAnswerer(room, by)
  const isIn = isAtLeast(affiliationOf(room, user), 'member') || admittedRole({ ...context, room }, user) !== undefined
  if (!mapOf(room, 'registration').has(user) && isIn === isAllowed) return 'settled'
  answerRequest(context, room, answer)
  return isAllowed ? 'approved' : 'declined'
}
