import { checkLink, openAdmission } from '../invites/check-admission.js'
import type { Admission } from '../invites/invite-terms.js'
import type { OpenInvite } from '../invites/open-invite.js'
import { recordEvent } from '../invites/record-event.js'
import { openInviteFor } from '../invites/redeem.js'
import type { Context } from '../muc/context.js'
import { affiliationOf, mapOf, type Room } from '../muc/model/room.js'
import { freeRequests, storeRequest } from '../muc/operations/request-registration.js'
import { Refusal } from '../rooms-api/refusal.js'
import { refuseIfGuestsOff } from './allows-guests.js'
import { forgetOldBans } from './bans.js'
import type { Guest } from './guest.js'
import { guestAddress } from './guest-address.js'
import { freeNick, readName } from './nick.js'

export type NewGuest = {
  /** What a person has pasted: see `parseOpenInviteId`. */
  readonly openInviteId: string
  readonly name: string
  /** The IP address from which the request came, or its /64 network. */
  readonly address: string
}

/** The bare JIDs of a new guest and of the room, the secret, which is not stored, and the nick. */
export type MadeGuest = {
  readonly jid: string
  readonly password: string
  readonly room: string
  readonly nick: string
  readonly status: Guest['state']
}

/** What `makeGuest` needs from the store: how many guests came from this IP address. */
export function makingLookup(address: string) {
  return { further: ({ settings }: Pick<Context, 'settings'>) => ({ guestsFrom: settings.digests.keyed(address) }) }
}

/**
 * Makes a guest of the room of a link. The guest may enter at once, or waits for the approval of a moderator, which this
 * requests. The use of the link is counted at the first entry. Needs the look-up of `makingLookup`. Throws as the
 * admission of a joiner does, and `guests-off`, `too-many-guests` or `malformed-name`.
 */
export function makeGuest(context: Context, made: NewGuest): MadeGuest {
  const { batch, settings } = context
  const { invite, room } = openInviteFor(context, made.openInviteId)
  forgetOldBans({ batch, room })
  const address = settings.digests.keyed(made.address)
  const jid = guestAddress(batch.newId(), settings.domain)
  const admission = admissionOf(context, room, { invite, jid, address })
  refuseTooMany(context, room, invite)
  if (admission === 'unlock_ack') refuseManyWaiting(room, address)
  const nick = freeNick({ room, user: jid }, readName(made.name))
  const password = batch.newId()
  const status = admission === 'unlock_ack' ? 'waiting' : 'admitted'
  const now: Guest = {
    name: nick,
    linkId: invite.linkId,
    secretHash: settings.digests.of(password, { hash: 'sha-256', as: 'hex' }),
    address,
    madeAt: batch.at,
    seenAt: batch.at,
    state: status,
    approvedBy: '',
    hasEntered: false,
  }
  batch.change({ kind: 'guest', room: room.record.jid, key: jid, was: undefined, now })
  if (status === 'waiting') requestApproval(context, room, { invite, jid, nick })
  return { jid, password, room: room.record.jid, nick, status }
}

/** Throws if the link does not let a guest with this address in now. */
function admissionOf(
  context: Context,
  room: Room,
  { invite, jid, address }: { invite: OpenInvite; jid: string; address: string },
): Admission {
  refuseIfGuestsOff(context, room, invite)
  checkLink(context, invite)
  const isBanned = [...mapOf(room, 'guest-ban').values()].some(
    ban => ban.linkId === invite.linkId && ban.address === address,
  )
  if (isBanned || affiliationOf(room, jid) === 'outcast') throw new Refusal('banned', 'You are banned from this room.')
  const admission = openAdmission(room, invite)
  const { maxUsers } = room.record.config
  if (maxUsers > 0 && room.occupants.size >= maxUsers) {
    throw new Refusal('full', 'This room is full; try again later.', { current: room.occupants.size, most: maxUsers })
  }
  return admission
}

function refuseTooMany({ settings, found }: Context, room: Room, invite: OpenInvite): void {
  const { perRoom, perLink, perAddress } = settings.guests
  const guests = [...mapOf(room, 'guest').values()]
  const ofLink = guests.filter(({ linkId }) => linkId === invite.linkId).length
  const counts = [
    { current: guests.length, most: perRoom, what: 'This room' },
    { current: ofLink, most: perLink, what: 'This link' },
    { current: found.guestsFrom ?? 0, most: perAddress, what: 'Your network' },
  ]
  for (const { what, ...quota } of counts) {
    if (quota.current < quota.most) continue
    throw new Refusal('too-many-guests', `${what} has ${quota.most} guests, the maximum; try again later.`, quota)
  }
}

/**
 * One address has at most half as many pending requests in a room as are left to others, or one: alone a third of them all.
 * So a class behind one address may wait together, and a hostile address does not shut the others out.
 */
function refuseManyWaiting(room: Room, address: string): void {
  const guests = [...mapOf(room, 'guest').values()]
  const current = guests.filter(guest => guest.state === 'waiting' && guest.address === address).length
  if (current === 0 || 2 * (current + 1) <= freeRequests(room)) return
  const what = `${current} people from your network wait for the approval of a moderator, the maximum; try again later.`
  throw new Refusal('too-many-guests', what, { current, most: current })
}

/** XEP-0045 §9.9: the request is kept, and the admins get the form. The guest reads the state on the page. */
function requestApproval(
  context: Context,
  room: Room,
  { invite, jid, nick }: { invite: OpenInvite; jid: string; nick: string },
): void {
  storeRequest({ ...context, room }, jid, { nick, answers: {}, via: invite.linkId, at: context.batch.at })
  recordEvent(context, invite, { event: 'asked', by: jid, user: jid, name: nick })
}
