import { booleanField, titledForm } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import { sessionsOf } from '../model/occupant.js'
import { affiliationOf, mapOf, type RegistrationRequest, type Room } from '../model/room.js'
import { ALLOW_FIELD, REQUESTER_FIELD, requestFields } from './registration-form.js'

declare module '../model/room.js' {
  interface RoomMaps {
    /** The people who wait for an answer, by bare JID. */
    readonly registration: RegistrationRequest
  }
}

/** An admin who enters gets them all. Our own decision. */
const MOST_REQUESTS = 100

/** XEP-0045 §9.9: admins and owners answer those who want to be registered. `user` is a bare JID. */
export function mayAnswerRegistrations(room: Room, user: string): boolean {
  return isAtLeast(affiliationOf(room, user), 'admin')
}

/** Throws `forbidden` where somebody (a bare JID) may not answer them. */
export function refuseAnswerer(room: Room, user: string): void {
  if (mayAnswerRegistrations(room, user)) return
  throw new StanzaError('forbidden', 'Only admins and owners answer such requests.')
}

/**
 * Keeps the request of a person (a bare JID), instead of an earlier one of theirs, and shows it to the admins who are
 * here. Throws `resource-constraint` where too many wait.
 */
export function requestRegistration(context: RoomContext, user: string, now: RegistrationRequest): void {
  const { room, batch } = context
  const was = mapOf(room, 'registration').get(user)
  if (!was && mapOf(room, 'registration').size >= MOST_REQUESTS) {
    throw new StanzaError('resource-constraint', 'Too many people wait for an answer already; ask again later.')
  }
  // A client that repeats itself does not bother the admins again.
  if (was && isSame(was, now)) return
  batch.change({ kind: 'registration', room: room.record.jid, key: user, was, now })
  const judges = [...room.occupants.values()].filter(occupant => mayAnswerRegistrations(room, occupant.user))
  batch.send(approvalForm(context, { user, request: now }), judges.flatMap(sessionsOf))
}

function isSame(one: RegistrationRequest, other: RegistrationRequest): boolean {
  return JSON.stringify({ ...one, at: 0 }) === JSON.stringify({ ...other, at: 0 })
}

/** What an admin gets to answer (§9.9). */
export function approvalForm(
  context: RoomContext,
  { user, request }: { user: string; request: RegistrationRequest },
): Element {
  const { room, batch, capabilities } = context
  const origin = capabilities.map(capability => capability.registrationOrigin?.(context, request) ?? '').join('')
  const form = titledForm({
    formType: NS.mucRegister,
    title: 'Registration request',
    instructions: `${user} wants to become a member${origin}. Say whether you allow it; cancel to leave it to others.`,
    fields: [
      { name: REQUESTER_FIELD, type: 'jid-single', label: 'User ID', values: [user] },
      ...requestFields(request),
      booleanField(ALLOW_FIELD, 'Allow this person to register with the room?', false),
    ],
  })
  return xml('message', { from: room.record.jid, id: batch.newId() }, form)
}

/** A person (a bare JID) waits no more to be registered (XEP-0045 §9.9): an affiliation answers a request, too. */
export function withdrawRegistration({ batch, room }: Pick<RoomContext, 'batch' | 'room'>, user: string): void {
  const was = mapOf(room, 'registration').get(user)
  if (was) batch.change({ kind: 'registration', room: room.record.jid, key: user, was, now: undefined })
}
