import type { Context } from '../muc/context.js'
import type { Digests } from '../muc/model/digests.js'
import { affiliationOf, type Room } from '../muc/model/room.js'
import { refuseBlocked } from '../muc/operations/refuse-blocked.js'
import { isPassword } from '../muc/operations/room-password.js'
import { isFull } from '../muc/operations/set-affiliation.js'
import { noSuchOpenInvite, Refusal } from '../rooms-api/refusal.js'
import { stricter } from './invite-terms.js'
import { hasEnded, isForDomainOf, type OpenInvite } from './open-invite.js'

/**
 * Throws `banned`, `unknown-open-invite` (the link has ended), `locked` (it is paused), `not-your-link` (it is for
 * other domains), or the refusal of the block lists.
 */
export function checkJoiner(
  context: Context,
  { invite, room, joiner }: { invite: OpenInvite; room: Room; joiner: { readonly jid: string } },
): void {
  refuseBlocked(context, joiner.jid)
  if (affiliationOf(room, joiner.jid) === 'outcast') throw new Refusal('banned', 'You are banned from this room.')
  checkLink(context, invite)
  refuseForeign(invite, joiner.jid)
}

/** Throws `not-your-link` if the link is for other domains than that of this person (a bare JID). */
export function refuseForeign(invite: OpenInvite, user: string): void {
  if (isForDomainOf(invite, user)) return
  throw new Refusal('not-your-link', `This open invite is only for users of ${invite.terms.domains.join(', ')}.`)
}

/** Throws `unknown-open-invite` if the link has ended, and `locked` if it is paused. */
export function checkLink({ batch }: Pick<Context, 'batch'>, invite: OpenInvite): void {
  if (hasEnded(invite, batch.at)) throw noSuchOpenInvite()
  if (invite.terms.paused) throw new Refusal('locked', 'This open invite is paused; try again later.')
}

/** How the link and its room admit new people: at once, or after an approval. Throws `locked` if they admit none. */
export function openAdmission({ record }: Room, { terms }: OpenInvite): 'unlock' | 'unlock_ack' {
  const admission = stricter(record.config.autoRegister, terms.admission)
  if (admission === 'lock') throw new Refusal('locked', 'This room is locked: new people cannot join it.')
  return admission
}

/** Throws `full`, or `wrong-room-password` if a password is given. */
export function checkRoom(
  room: Room,
  { maxMembers, digests, password }: { maxMembers: number; digests: Digests; password: string | undefined },
): void {
  const { config } = room.record
  if (isFull(room, maxMembers)) {
    const quota = { current: room.members, most: maxMembers }
    throw new Refusal('full', 'This room has reached its limit of members.', quota)
  }
  if (password !== undefined && config.password !== '' && !isPassword(password, room, digests)) {
    throw new Refusal('wrong-room-password', 'The room password is wrong.')
  }
}
