import type { Capability } from '../muc/capability.js'
import type { AffiliationChanged } from '../muc/context.js'
import { isInside, mapOf, occupantsOf } from '../muc/model/room.js'
import { StanzaError } from '../stanza/error.js'
import { forgetOldBans, liftBan } from './bans.js'
import { endGuest, guestsBy, putOut } from './end.js'
import { isGuestAddress } from './guest-address.js'

/** In milliseconds. */
const DAY = 24 * 60 * 60 * 1000

/** A kick or a ban ends a guest; a guest has no affiliation other than that of a ban. */
export const guestRemoval: Capability = {
  onKicked: kicked => endGuest(kicked, kicked.occupant.user),

  onAffiliationChanged(changed) {
    const { settings, setting, now } = changed
    if (!isGuestAddress(setting.user, settings.domain)) return
    if (now?.affiliation === 'outcast') ban(changed)
    else if (now) throw new StanzaError('not-acceptable', `${setting.user} is a guest and can have no affiliation.`)
    else liftBan(changed, setting.user)
  },

  /** Guests who are in the room stay until they leave it. */
  onLinkClosing(closing) {
    const outside = guestsBy(closing, closing.invite.linkId).filter(jid => !isInside(closing.room, jid))
    for (const jid of outside) endGuest(closing, jid)
  },

  guestsBy(room, { linkId, until }) {
    return guestsBy({ room }, linkId).filter(jid => (mapOf(room, 'guest').get(jid)?.madeAt ?? 0) <= until)
  },

  putOutGuests(context, { guests, by }) {
    const [moderator] = occupantsOf(context.room, by)
    const actor = moderator && { nick: moderator.nick }
    const reason = 'A moderator has put out the guests of the link by which you came.'
    putOut(context, { jids: guests, actor, reason })
  },

  /** The others who have asked to join get the denial as a message, which would go to the XMPP server. */
  onDestroying(context) {
    for (const jid of [...mapOf(context.room, 'guest').keys()]) endGuest(context, jid)
  },
}

/** Our own decision: for a day no new guest comes by the same link from the same IP address. */
function ban(changed: AffiliationChanged): void {
  const { batch, room, setting } = changed
  const guest = mapOf(room, 'guest').get(setting.user)
  if (!guest) return
  const now = { linkId: guest.linkId, address: guest.address, until: batch.at + DAY }
  forgetOldBans(changed)
  batch.change({ kind: 'guest-ban', room: room.record.jid, key: setting.user, was: undefined, now })
  endGuest(changed, setting.user)
}
