import type { Capability } from '../muc/capability.js'
import { notifyModerators } from '../rooms-api/room-users/events.js'
import { recordEvent } from './record-event.js'

/**
 * Our own decision: who was let in by a link and cannot be reached is in the story of the link, and the moderators who
 * are here hear of it. The link's owner has asked for nothing just now, and gets no error.
 */
export const unreachableJoiner: Capability = {
  onInvitationBounced(bounced) {
    const { room, invitation, condition } = bounced
    const { via: linkId, invited: user } = invitation
    if (linkId === '') return 'pass'
    recordEvent(bounced, { linkId, roomId: room.record.id }, { event: 'bounced', by: user, user, condition })
    notifyModerators(bounced, room, { name: 'bounced', person: { jid: user, name: user } })
    return 'handled'
  },
}
