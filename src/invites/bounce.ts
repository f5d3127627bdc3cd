import type { Capability } from '../muc/capability.js'
import { mapOf } from '../muc/model/room.js'
import { notifyModerators } from '../rooms-api/room-users/events.js'
import { recordEvent } from './record-event.js'

/**
 * Our own decision: a bounced invitation of a joiner goes into the link history, and the moderators who are in the room
 * are notified. The link's owner gets no error, since the owner did not send the invitation. Of an invitation to an address
 * that was entered on a page the moderators are not notified: it may be any address, and the person has not joined.
 */
export const unreachableJoiner: Capability = {
  onInvitationBounced(bounced) {
    const { room, invitation, condition } = bounced
    const { via: linkId, invited: user } = invitation
    if (linkId === '') return 'pass'
    recordEvent(bounced, { linkId, roomId: room.record.id }, { event: 'bounced', by: user, user, condition })
    if (mapOf(room, 'vouched').get(user)?.linkId === linkId) return 'handled'
    notifyModerators(bounced, room, { name: 'bounced', person: { jid: user, name: user } })
    return 'handled'
  },
}
