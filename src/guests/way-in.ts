import { openInviteFor } from '../invites/redeem.js'
import type { Context } from '../muc/context.js'
import { allowsGuests } from './allows-guests.js'

/** Whether the link with this id lets guests in. Throws `unknown-open-invite` or `no-room`. */
export function letsGuestsIn(context: Context, openInviteId: string): boolean {
  const { invite, room } = openInviteFor(context, openInviteId)
  return allowsGuests(context, room, invite)
}
