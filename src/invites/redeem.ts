import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, mapOf, type Room } from '../muc/model/room.js'
import { refuseDenied } from '../muc/operations/denied-requests.js'
import { requestRegistration } from '../muc/operations/request-registration.js'
import { changeStatus } from '../rooms-api/change-status.js'
import { noSuchOpenInvite, Refusal } from '../rooms-api/refusal.js'
import { isPutOut, statusOf } from '../rooms-api/room-user-status.js'
import { type Admission, admit, type Joiner } from './admit.js'
import { checkJoiner, checkRoom, openAdmission } from './check-admission.js'
import { isExpired, type OpenInvite } from './open-invite.js'
import { parseOpenInviteId } from './parse-open-invite-id.js'
import { recordEvent } from './record-event.js'
import { isOpenFor } from './rights.js'

export type Redemption = {
  readonly openInviteId: string
  readonly joiner: Joiner
  readonly reason?: string | undefined
  readonly roomPassword?: string | undefined
  /** As in `Admission`. */
  readonly isByFamily?: boolean
}

export type Redeemed = {
  /** The REST id of the room. */
  readonly roomId: string
  /** What the joiner was before: `former` has left or was removed. Only for a `member`, nothing was changed. */
  readonly was: 'new' | 'invited' | 'former' | 'member'
}

/**
 * Redeems an open invite: the joiner becomes a member and gets the invitation from the link's owner, and the moderators
 * in the room are notified. For a member it has no effect, except that an invited one has accepted. If a moderator has
 * to approve, the request is kept, and `waiting` is thrown. Throws as the checks of admission do.
 */
export function redeem(context: Context, redemption: Redemption): Redeemed {
  const { joiner, reason, isByFamily } = redemption
  const { invite, room } = openInviteFor(context, redemption.openInviteId)
  const roomId = invite.roomId
  const status = statusOf(room, joiner.jid)?.status
  if (isAtLeast(affiliationOf(room, joiner.jid), 'member')) {
    changeStatus({ ...context, room }, joiner.jid, undefined)
    return { roomId, was: status === 'invited' ? 'invited' : 'member' }
  }
  joinByLink(context, { invite, room, joiner, reason, isByFamily, password: redemption.roomPassword })
  return { roomId, was: status === 'unsubscribed' ? 'former' : 'new' }
}

/** Throws what `redeem` would throw for this person, except `waiting`, and changes nothing. */
export function checkOpenInvite(
  context: Context,
  asked: { openInviteId: string; joiner: { readonly jid: string }; roomPassword: string | undefined },
): void {
  const { joiner, roomPassword: password } = asked
  admissionOf(context, { ...openInviteFor(context, asked.openInviteId), joiner, password })
}

/**
 * Admits a joiner who is not a member, or throws. A joiner who `isEntering` needs no invitation. A link also opens a
 * room with a password, but a `password` that is given must be right.
 */
export function joinByLink(
  context: Context,
  entry: Omit<Admission, 'by'> & { readonly password?: string | undefined },
): void {
  if (admissionOf(context, entry) === 'unlock_ack') requestApproval(context, entry)
  admit(context, entry)
}

/**
 * How the link and its room admit this person; throws if they do not. A user who has left is admitted at once; one whom a
 * moderator has put out comes back by no link.
 */
function admissionOf(
  context: Context,
  entry: { invite: OpenInvite; room: Room; joiner: { readonly jid: string }; password?: string | undefined },
): 'unlock' | 'unlock_ack' {
  const { invite, room, joiner } = entry
  checkJoiner(context, entry)
  if (isPutOut(room, joiner.jid)) {
    throw new Refusal('put-out', 'A moderator has removed you from this room; only a moderator can add you again.')
  }
  const { maxMembers, digests } = context.settings
  checkRoom(room, { maxMembers, digests, password: entry.password })
  if (mapOf(room, 'user-status').get(joiner.jid)?.status === 'unsubscribed') return 'unlock'
  const admission = openAdmission(room, invite)
  if (admission === 'unlock_ack') refuseDenied(room, joiner.jid, context.batch.at)
  return admission
}

/** The open invite with this id, and the room that it opens. Throws `unknown-open-invite` or `no-room`. */
export function openInviteFor(
  { batch, rooms, openInvites }: Context,
  text: string,
): { invite: OpenInvite; room: Room } {
  const id = parseOpenInviteId(text)
  const invite = id === undefined ? undefined : openInvites.get(id)
  if (!invite || isExpired(invite, batch.at)) throw noSuchOpenInvite()
  const room = rooms.byId(invite.roomId)
  if (!room || !isOpenFor(room, invite)) {
    throw new Refusal(
      'no-room',
      'The room of this open invite is gone, or the owner of the link may no longer invite to it.',
    )
  }
  return { invite, room }
}

/** XEP-0045 §9.9: the request is kept, and the admins get the form. */
function requestApproval(
  context: Context,
  entry: { invite: OpenInvite; room: Room; joiner: Joiner; reason?: string | undefined },
): never {
  const { invite, room, joiner, reason } = entry
  const answers = { ...(reason !== undefined && reason !== '' && { 'muc#register_faqentry': reason }) }
  const isNew = mapOf(room, 'registration').get(joiner.jid)?.via !== invite.linkId
  const request = { nick: '', answers, via: invite.linkId, at: context.batch.at }
  requestRegistration({ ...context, room }, joiner.jid, request)
  if (isNew) recordEvent(context, invite, { event: 'asked', by: joiner.jid, user: joiner.jid })
  throw new Refusal(
    'waiting',
    'A moderator of the room decides whether you may join; you will get the answer as a message.',
  )
}
