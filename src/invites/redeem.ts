import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, mapOf, type Room } from '../muc/model/room.js'
import { requestRegistration } from '../muc/operations/request-registration.js'
import { changeStatus } from '../rooms-api/change-status.js'
import { noSuchOpenInvite, Refusal } from '../rooms-api/refusal.js'
import { statusOf } from '../rooms-api/room-user-status.js'
import { admit, type Joiner } from './admit.js'
import { checkJoiner, checkRoom } from './check-admission.js'
import { stricter } from './invite-terms.js'
import { isExpired, type OpenInvite, parseOpenInviteId } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { isOpenFor } from './rights.js'

export type Redemption = {
  readonly openInviteId: string
  readonly joiner: Joiner
  /** Goes into the invitation. */
  readonly reason?: string | undefined
  readonly roomPassword?: string | undefined
}

/**
 * Lets a person into the room of an open invite: they become a member, get the invitation from the link's owner, and
 * the moderators in the room get the event. Who is in already is told so and nothing else happens. Where a moderator has
 * to approve, the request is kept and refused for now (`waiting`).
 */
export function redeem(context: Context, redemption: Redemption): { roomId: string; hasAlreadyJoinThisRoom: boolean } {
  const { joiner, reason } = redemption
  const { invite, room } = openInviteFor(context, redemption.openInviteId)
  const roomId = invite.roomId
  const status = statusOf(room, joiner.jid)?.status
  if (isAtLeast(affiliationOf(room, joiner.jid), 'member')) {
    changeStatus({ ...context, room }, joiner.jid, undefined)
    return { roomId, hasAlreadyJoinThisRoom: status !== 'invited' }
  }
  joinByLink(context, { invite, room, joiner, reason, password: redemption.roomPassword })
  return { roomId, hasAlreadyJoinThisRoom: status === 'unsubscribed' }
}

/** Refuses what `redeem` would refuse to this person, and does nothing else. */
export function checkOpenInvite(
  context: Context,
  asked: { openInviteId: string; joiner: { readonly jid: string }; roomPassword: string | undefined },
): void {
  const { joiner, roomPassword: password } = asked
  admissionOf(context, { ...openInviteFor(context, asked.openInviteId), joiner, password })
}

/**
 * Lets in somebody who is no member, or refuses them. `isEntering`: they are on their way into the room and need no
 * invitation. A `password` that is given must be right; a link opens a room with its password too.
 */
export function joinByLink(
  context: Context,
  entry: {
    invite: OpenInvite
    room: Room
    joiner: Joiner
    reason?: string | undefined
    password?: string | undefined
    isEntering?: boolean
  },
): void {
  if (admissionOf(context, entry) === 'unlock_ack') ask(context, entry)
  admit(context, entry)
}

/** How the link and its room let this person in, or a refusal. Who has left by themselves is let in at once. */
function admissionOf(
  context: Context,
  entry: { invite: OpenInvite; room: Room; joiner: { readonly jid: string }; password?: string | undefined },
): 'unlock' | 'unlock_ack' {
  const { invite, room, joiner } = entry
  checkJoiner(context, entry)
  const { maxMembers, digests } = context.settings
  checkRoom(room, { maxMembers, digests, password: entry.password })
  if (mapOf(room, 'user-status').get(joiner.jid)?.status === 'unsubscribed') return 'unlock'
  const admission = stricter(room.record.config.autoRegister, invite.terms.admission)
  if (admission === 'lock') throw new Refusal('locked', 'This room is locked: nobody new can join it.')
  return admission
}

/** The open invite with this id and its room, as far as it opens one. Throws `unknown-open-invite` or `no-room`. */
export function openInviteFor(
  { batch, rooms, openInvites }: Context,
  text: string,
): { invite: OpenInvite; room: Room } {
  const id = parseOpenInviteId(text)
  const invite = id === undefined ? undefined : openInvites.get(id)
  if (!invite || isExpired(invite, batch.at)) throw noSuchOpenInvite()
  const room = rooms.byId(invite.roomId)
  if (!room || !isOpenFor(room, invite)) {
    throw new Refusal('no-room', 'The room of this open invite is gone, or its owner may not invite into it any more.')
  }
  return { invite, room }
}

/** XEP-0045 §9.9: the person waits, and the admins get the form. */
function ask(
  context: Context,
  asked: { invite: OpenInvite; room: Room; joiner: Joiner; reason?: string | undefined },
): never {
  const { invite, room, joiner, reason } = asked
  const answers = { ...(reason !== undefined && reason !== '' && { 'muc#register_faqentry': reason }) }
  const isNew = mapOf(room, 'registration').get(joiner.jid)?.via !== invite.linkId
  const request = { nick: '', answers, via: invite.linkId, at: context.batch.at }
  requestRegistration({ ...context, room }, joiner.jid, request)
  if (isNew) recordEvent(context, invite, { event: 'asked', by: joiner.jid, user: joiner.jid })
  throw new Refusal('waiting', 'A moderator of the room decides whether you may join; you will hear from the room.')
}
