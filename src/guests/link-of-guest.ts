import { isExpired, type OpenInvite } from '../invites/open-invite.js'
import { isOpenFor } from '../invites/rights.js'
import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import type { Guest } from './guest.js'

/**
 * The link by which a guest came, if it still lets the guest in; undefined if it is revoked, expired or its owner lost the
 * right to it. A used-up link lets its guests come back.
 */
export function openLinkOf(
  { batch, openInvites }: Pick<Context, 'batch' | 'openInvites'>,
  room: Room,
  { linkId }: Guest,
): OpenInvite | undefined {
  const invite = openInvites.byLinkId(room.record.id, linkId)
  return invite && isOpenFor(room, invite) && !isExpired(invite, batch.at) ? invite : undefined
}
