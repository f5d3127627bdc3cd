import type { RoomContext } from '../muc/context.js'
import { deliverInvitation, newInvitationId } from '../muc/operations/deliver-invitation.js'
import { directInvitation } from '../stanza/invitation.js'

/**
 * Sends a person the direct invitation of `inviter` to the room (XEP-0249), in the form of the Rainbow family if the
 * person uses such a client. All are bare JIDs; `via` is the `linkId` of the link by which the person came.
 */
export function inviteDirectly(
  context: RoomContext,
  invited: { inviter: string; user: string; reason?: string | undefined; via?: string },
): void {
  const { batch, familyClients, room } = context
  const { inviter, user, reason, via } = invited
  const { id: roomId, jid, config } = room.record
  const message = directInvitation({
    from: inviter,
    to: user,
    id: newInvitationId(context),
    room: jid,
    reason,
    password: config.password || undefined,
    family: familyClients.includes(user, batch.at) ? { roomId, roomName: config.name } : undefined,
  })
  deliverInvitation(context, message, { inviter, ...(via !== undefined && { via }) })
}
