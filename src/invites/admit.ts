import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { deliverInvitation, newInvitationId } from '../muc/operations/deliver-invitation.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { tellModerators } from '../rooms-api/room-users/events.js'
import { directInvitation } from '../stanza/invitation.js'
import type { OpenInvite } from './open-invite.js'
import { note } from './record-event.js'

/** The reason of an invitation for which nobody gave one. */
const BY_LINK = 'You have opened a link to this room.'

/** The person who joins, by bare JID, and the name under which the moderators hear of them. */
export type Joiner = { readonly jid: string; readonly name: string }

/**
 * Somebody gets what a link gives: the affiliation, the invitation from the link's owner, and the moderators who are
 * here the event. One use is counted. `by` is who approved of it; `isEntering` tells that no invitation is needed.
 */
export function letIn(
  context: Context,
  entry: {
    invite: OpenInvite
    room: Room
    joiner: Joiner
    by?: string
    reason?: string | undefined
    isEntering?: boolean
  },
): void {
  const { batch } = context
  const { invite, room, joiner, by = joiner.jid } = entry
  const reason = entry.reason || BY_LINK
  const { grants } = invite.terms
  const affiliation = grants === 'moderator' ? 'admin' : 'member'
  setAffiliation(
    { ...context, room },
    { user: joiner.jid, affiliation, isVisitor: grants === 'visitor', skipNotification: true },
  )
  batch.change({ kind: 'open-invite', was: invite, now: { ...invite, uses: invite.uses + 1 } })
  note(context, invite, { event: 'used', by, user: joiner.jid })
  if (!entry.isEntering) inviteJoiner(context, { invite, room, joiner, reason })
  tellModerators(context, room, { name: 'invitation', person: joiner })
}

function inviteJoiner(
  context: Context,
  { invite, room, joiner, reason }: { invite: OpenInvite; room: Room; joiner: Joiner; reason: string | undefined },
): void {
  const { jid, config } = room.record
  const message = directInvitation({
    from: invite.owner,
    to: joiner.jid,
    id: newInvitationId(context),
    room: jid,
    roomId: invite.roomId,
    roomName: config.name,
    reason,
    password: config.password || undefined,
  })
  deliverInvitation({ ...context, room }, message, { inviter: invite.owner, via: invite.linkId })
}
