import type { OpenInvite } from '../invites/open-invite.js'
import { openInviteFor } from '../invites/redeem.js'
import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'

/** Whether the service, the room and the link let guests in. */
export function allowsGuests({ settings }: Pick<Context, 'settings'>, room: Room, { terms }: OpenInvite): boolean {
  const isMeant = terms.guests === 'yes' || (terms.guests === 'auto' && terms.domains.length === 0)
  return settings.guests.enabled && room.record.config.linkGuests && isMeant
}

/** Whether this open invite lets guests in. Throws as `openInviteFor` does. */
export function linkAllowsGuests(context: Context, openInviteId: string): boolean {
  const { invite, room } = openInviteFor(context, openInviteId)
  return allowsGuests(context, room, invite)
}

/** Throws `guests-off` if the service, the room or the link lets no guests in. */
export function refuseIfGuestsOff(context: Pick<Context, 'settings'>, room: Room, invite: OpenInvite): void {
  if (allowsGuests(context, room, invite)) return
  throw new Refusal('guests-off', 'This link lets no guests in; join with an XMPP account.')
}
