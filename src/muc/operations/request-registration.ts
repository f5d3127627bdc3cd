import { booleanField, titledForm } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import { sessionsOf } from '../model/occupant.js'
import { affiliationOf, mapOf, type RegistrationRequest, type Room } from '../model/room.js'
import { refuseDenied } from './denied-requests.js'
import { ALLOW_FIELD, REQUESTER_FIELD, requestFields } from './registration-form.js'

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

/** Throws `forbidden` if a person (a bare JID) may not answer registration requests. */
export function refuseAnswerer(room: Room, user: string): void {
  if (mayAnswerRegistrations(room, user)) return
  throw new StanzaError('forbidden', 'Only admins and owners may answer registration requests.')
}

/**
 * Stores the request of a person (a bare JID), instead of an earlier one, and sends the approval form to the admins in
 * the room. Throws `resource-constraint` if 100 requests are pending, or as `refuseDenied` does.
 */
export function requestRegistration(context: RoomContext, user: string, now: RegistrationRequest): void {
  const { room, batch } = context
  refuseDenied(room, user, batch.at)
  const was = mapOf(room, 'registration').get(user)
  if (!was && mapOf(room, 'registration').size >= MAX_REQUESTS) {
    throw new StanzaError('resource-constraint', 'This room has too many pending requests; try again later.')
  }
  // A repeated request sends no second form.
  if (was && isSame(was, now)) return
  batch.change({ kind: 'registration', room: room.record.jid, key: user, was, now })
  const approvers = [...room.occupants.values()].filter(occupant => mayAnswerRegistrations(room, occupant.user))
  batch.send(approvalForm(context, { user, request: now }), approvers.flatMap(sessionsOf))
}

function isSame(one: RegistrationRequest, other: RegistrationRequest): boolean {
  return JSON.stringify({ ...one, at: 0 }) === JSON.stringify({ ...other, at: 0 })
}

/** The message to an admin with the approval form (XEP-0045 §9.9). */
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

/** Removes the pending request of a person (a bare JID), if there is one: an affiliation answers it too. */
export function withdrawRegistration({ batch, room }: Pick<RoomContext, 'batch' | 'room'>, user: string): void {
  const was = mapOf(room, 'registration').get(user)
  if (was) batch.change({ kind: 'registration', room: room.record.jid, key: user, was, now: undefined })
}
