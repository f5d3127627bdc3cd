import type { Context } from '../muc/context.js'
import { mapOf, type RegistrationRequest, type Room } from '../muc/model/room.js'
import { answerRegistration, type RegistrationAnswer } from '../muc/operations/answer-registration.js'
import { mayAnswerRegistrations } from '../muc/operations/request-registration.js'
import { Refusal } from '../rooms-api/refusal.js'

/** The pending requests of a room, oldest first. Throws `not-a-moderator` if `by` is neither an admin nor an owner. */
export function pendingRequests(room: Room, by: string): [user: string, request: RegistrationRequest][] {
  if (!mayAnswerRegistrations(room, by)) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room may see the pending requests.')
  }
  return [...mapOf(room, 'registration')].sort(([, a], [, b]) => a.at - b.at)
}

/** Approves or declines a pending request, like an admin's answer to the form (XEP-0045 §9.9). */
export function answerRequest(context: Context, room: Room, answer: RegistrationAnswer): void {
  answerRegistration({ ...context, room }, answer)
}
