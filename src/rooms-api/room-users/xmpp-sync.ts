import type { Capability } from '../../muc/capability.js'
import { mapOf } from '../../muc/model/room.js'
import { setAffiliation } from '../../muc/operations/set-affiliation.js'
import { changeStatus, notifyOfChange } from '../change-status.js'
import { statusFrom } from '../room-user-status.js'
import { setUserStatus } from '../set-user-status.js'

/** Keeps the room-user status in step with XMPP: entering, declining an invitation, and changes of affiliation. */
export const roomUsers: Capability = {
  onEntered(entered) {
    const { user } = entered.occupant
    if (mapOf(entered.room, 'user-status').get(user)?.status === 'invited') changeStatus(entered, user, undefined)
  },

  onInvitationDeclined(declined) {
    const user = declined.from.bare
    if (mapOf(declined.room, 'user-status').get(user)?.status !== 'invited') return
    setAffiliation(declined, { user, affiliation: 'none', status: 'rejected', skipNotification: true })
  },

  onAffiliationChanged(changed) {
    const { room, setting } = changed
    const { user, status } = setting
    const was = statusFrom(changed.was, mapOf(room, 'user-status').get(user))
    setUserStatus(changed, user, status)
    notifyOfChange(changed, { user, was })
  },
}
