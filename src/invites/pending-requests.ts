import type { Context } from '../muc/context.js'
import { mapOf, type RegistrationRequest, type Room } from '../muc/model/room.js'
import { answerRegistration, type RegistrationAnswer } from '../muc/operations/answer-registration.js'
import { mayAnswerRegistrations } from '../muc/operations/request-registration.js'
import { Refusal } from '../rooms-api/refusal.js'

/** Those who wait for an answer, the longest first. For admins and owners; throws `not-a-moderator`. */
export function pendingRequests(room: Room, by: string): [user: string, request: RegistrationRequest][] {
  if (!mayAnswerRegistrations(room, by)) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room may see who waits.')
  }
  return [...mapOf(room, 'registration')].sort(([, a], [, b]) => a.at - b.at)
}

/** Lets in or turns down somebody who waits, as an admin's answer to the form does. Throws what that throws. */
export function answerRequest(context: Context, room: Room, answer: RegistrationAnswer): void {
  answerRegistration({ ...context, room }, answer)
}
