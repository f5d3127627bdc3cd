import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { deliverInvitation, newInvitationId } from '../muc/operations/deliver-invitation.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { notifyModerators } from '../rooms-api/room-users/events.js'
import { directInvitation } from '../stanza/invitation.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'

/** The default reason of an invitation. */
const BY_LINK = 'You have opened a link to this room.'

/** The person who joins: the bare JID, and the name that notifications to moderators show. */
export type Joiner = { readonly jid: string; readonly name: string }

/**
 * Admits a joiner: sets the affiliation, sends the invitation from the link's owner, notifies the moderators who are in
 * the room, and counts one use. `by` is the bare JID of the approver; a joiner who `isEntering` needs no invitation.
 */
export function admit(
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
  recordEvent(context, invite, { event: 'used', by, user: joiner.jid })
  if (!entry.isEntering) inviteJoiner(context, { invite, room, joiner, reason })
  notifyModerators(context, room, { name: 'invitation', person: joiner })
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
