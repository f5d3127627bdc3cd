import type { Context, RoomContext } from '../../muc/context.js'
import { isAtLeast } from '../../muc/model/affiliation.js'
import { affiliationOf, mapOf } from '../../muc/model/room.js'
import { deliverInvitation, newInvitationId } from '../../muc/operations/deliver-invitation.js'
import { isDenied } from '../../muc/operations/denied-requests.js'
import { isBlocked } from '../../muc/operations/refuse-blocked.js'
import { Refusal } from '../../rooms-api/refusal.js'
import { isPutOut } from '../../rooms-api/room-user-status.js'
import { StanzaError, TooOften } from '../../stanza/error.js'
import { mediatedInvitation } from '../../stanza/invitation.js'
import { domainOf } from '../../stanza/jid.js'
import { checkLink, checkRoom, openAdmission, refuseForeign } from '../check-admission.js'
import { stricter } from '../invite-terms.js'
import type { OpenInvite } from '../open-invite.js'
import { previewLink } from '../preview.js'
import { recordEvent } from '../record-event.js'
import { openInviteFor } from '../redeem.js'
import { forgetExpired, setVouched, VOUCHED_FOR, vouchedAt } from './vouched.js'

/** The most people whom one link, and all links of a room, invite to the room in a day by their addresses. */
const MOST = { ofLink: 20, ofRoom: 100 } as const

/** The end of the invitation's text. The service does not know who entered the address. */
const WHY =
  'Your address was entered on the web page of a link to this room. If you did not do that, decline the invitation or ' +
  'ignore it: you become a member only if you enter the room.'

/**
 * Sends an invitation from the room to an address (a prepared bare JID) that was entered on the page of a link, and lets
 * that address in by the link for a day without a password. A member gets an invitation without the link. One invitation a
 * day for each person. What the room knows of the person changes neither the answer nor the errors, because it must
 * not show who is a member, banned or invited. Needs the look-up `inviterBy`. Throws `malformed-address`,
 * `unknown-open-invite`, `no-room`, `locked`, `full`, `not-your-link` (the domain of the address is not among those of the
 * link), or `TooOften`.
 */
export function inviteAddress(context: Context, asked: { openInviteId: string; user: string }): void {
  const { openInviteId, user } = asked
  refuseOwn(user, context.settings.domain)
  if (!context.settings.invites.sendsInvitations) {
    throw new StanzaError('not-allowed', 'This service sends no invitations to addresses that are entered on a page.')
  }
  const { invite, room } = openInviteFor(context, openInviteId)
  const there = { ...context, room }
  refuseClosed(there, invite)
  refuseForeign(invite, user)
  forgetExpired(there)
  refuseMany(there, invite)
  if (vouchedAt(room, user, context.batch.at) || isBarred(there, invite, user)) return
  setVouched(there, user, { linkId: invite.linkId, until: context.batch.at + VOUCHED_FOR, isDeclined: false })
  recordEvent(context, invite, { event: 'sent', by: user, user })
  send(there, invite, user)
}

/** The rooms and the guests of the service have addresses of its domain: they are no people to invite. */
function refuseOwn(user: string, domain: string): void {
  if (domainOf(user) !== domain) return
  throw new Refusal('malformed-address', 'This is an address of the chat rooms here; enter your own XMPP address.')
}

/** Throws if the link would refuse all new people now. */
function refuseClosed(context: RoomContext, invite: OpenInvite): void {
  const { room, settings } = context
  checkLink(context, invite)
  openAdmission(room, invite)
  checkRoom(room, { maxMembers: settings.maxMembers, digests: settings.digests, password: undefined })
}

function refuseMany({ batch, room }: RoomContext, { linkId }: OpenInvite): void {
  const known = [...mapOf(room, 'vouched').values()]
  const ofLink = known.filter(vouched => vouched.linkId === linkId)
  const full = ofLink.length >= MOST.ofLink ? ofLink : known.length >= MOST.ofRoom ? known : undefined
  if (!full) return
  const seconds = Math.ceil((Math.min(...full.map(({ until }) => until)) - batch.at) / 1000)
  throw new TooOften('This link has sent as many invitations as it may in a day; use another way to join.', seconds)
}

/** Whether the link would not let this person in: the room has banned, removed or declined them, or a block list has them. */
function isBarred(context: RoomContext, invite: OpenInvite, user: string): boolean {
  const { batch, room } = context
  if (affiliationOf(room, user) === 'outcast' || isPutOut(room, user) || isBlocked(context, user)) return true
  const admission = stricter(room.record.config.autoRegister, invite.terms.admission)
  return admission === 'unlock_ack' && isDenied(room, user, batch.at)
}

/**
 * The inviter is the service: the person who entered the address is unknown, and the owner of the link did not send it.
 * COMPAT: Gajim 1.7 shows no invitation of which the room itself is the inviter.
 */
function send(context: RoomContext, invite: OpenInvite, user: string): void {
  const { jid: from, config } = context.room.record
  const inviter = context.settings.domain
  const isMember = isAtLeast(affiliationOf(context.room, user), 'member')
  const password = isMember ? config.password || undefined : invite.id
  const [id, reason] = [newInvitationId(context), reasonFor(context, invite)]
  const message = mediatedInvitation({ from, inviter, to: user, id, reason, password })
  deliverInvitation(context, message, { inviter, via: invite.linkId })
}

/** Names the room, and the owner of the link, as far as the room shows them on the page. */
function reasonFor(context: RoomContext, invite: OpenInvite): string {
  const { roomName, invitingFirstName, invitingLastName } = previewLink(context, invite.id).preview
  const room = roomName === '' ? 'a group chat' : `the group chat "${roomName}"`
  const inviter = `${invitingFirstName} ${invitingLastName}`.trim()
  return `${inviter === '' ? `You are invited to ${room}.` : `${inviter} invites you to ${room}.`} ${WHY}`
}
