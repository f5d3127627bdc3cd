import { answerRegistration, type RegistrationAnswer } from '../muc/operations/answer-registration.js'
import { mayAnswerRegistrations } from '../muc/operations/request-registration.js'
import type { RegistrationRequest, Room } from '../muc/model/room.js'
import { Refusal } from './refusal.js'
import type { Turn } from './turn.js'

/** Those who wait for an answer, the longest first. For admins and owners; throws `not-a-moderator`. */
export function waitingPeople(room: Room, by: string): [user: string, request: RegistrationRequest][] {
  if (!mayAnswerRegistrations(room, by)) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room may see who waits.')
  }
  return [...room.registrations].sort(([, a], [, b]) => a.at - b.at)
}

/** Lets in or turns down somebody who waits, as an admin's answer to the form does. Throws what that throws. */
export function answerWaiting(turn: Turn, room: Room, answer: RegistrationAnswer): void {
  answerRegistration({ ...turn, room }, answer)
}
