import type { Capability } from '../../muc/capability.js'
import type { Asker, PresenceContext, RoomContext } from '../../muc/context.js'
import { affiliationOf, occupantOf } from '../../muc/model/room.js'
import { passwordIn } from '../../muc/operations/entry-password.js'
import { isPassword } from '../../muc/operations/room-password.js'
import { attr } from '../../stanza/element.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { OpenInvite } from '../open-invite.js'
import { recordEvent } from '../record-event.js'
import { joinByLink } from '../redeem.js'
import { isOpenFor } from '../rights.js'
import { endVouchesOf, setVouched, VOUCHED_FOR, vouchedAt } from './vouched.js'

/**
 * Our own decision: the person whom the service has invited by the page of a link enters without a password. The server
 * vouches for the address, the link for the person. What the person could do without the invitation, it changes in
 * nothing: in an open room, or with the room's password, it has no effect.
 */
export const vouchedPeople: Capability = {
  onEntering(entering) {
    const invite = linkFor(entering)
    if (!invite || !isClosedTo(entering)) return false
    const { room, from, nick } = entering
    joinByLink(entering, { invite, room, joiner: { jid: from.bare, name: nick }, isEntering: true })
    return true
  },

  needsNoPassword: asker => linkFor(asker) !== undefined,

  /** By use, by a ban, or because the person was removed. */
  onAffiliationChanged: context => setVouched(context, context.setting.user, undefined),

  onLinkClosing: closing => endVouchesOf(closing, closing.invite.linkId),

  /** XEP-0045 §7.8.2. The service was the inviter, so no person is told; moderators read it in the link history. */
  takesDecline(context) {
    const { room, from, message, batch, settings } = context
    const to = message.getChild('x', NS.mucUser)?.getChild('decline')
    const known = vouchedAt(room, from.bare, batch.at)
    if (!known || !to || parseJid(attr(to, 'to') ?? '')?.full !== settings.domain) return 'pass'
    if (!known.isDeclined) {
      setVouched(context, from.bare, { ...known, isDeclined: true, until: batch.at + VOUCHED_FOR })
      const link = { linkId: known.linkId, roomId: room.record.id }
      recordEvent(context, link, { event: 'declined', by: from.bare, user: from.bare })
    }
    return 'handled'
  },
}

/** The link that vouches for a person without an affiliation. */
function linkFor({ batch, room, openInvites, from }: Pick<Asker, 'batch' | 'room' | 'openInvites' | 'from'>) {
  const known = vouchedAt(room, from.bare, batch.at)
  if (!known || known.isDeclined || affiliationOf(room, from.bare) !== 'none') return undefined
  const invite: OpenInvite | undefined = openInvites.byLinkId(room.record.id, known.linkId)
  return invite && isOpenFor(room, invite) ? invite : undefined
}

/** Whether the room would refuse this entry without a link. */
function isClosedTo(entering: PresenceContext & RoomContext): boolean {
  const { room, settings, from } = entering
  const { membersOnly, password } = room.record.config
  if (occupantOf(room, from.full)) return false
  return membersOnly || (password !== '' && !isPassword(passwordIn(entering), room, settings.digests))
}
