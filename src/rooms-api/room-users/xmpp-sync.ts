import type { Capability } from '../../muc/capability.js'
import { mapOf } from '../../muc/model/room.js'
import { setAffiliation } from '../../muc/operations/set-affiliation.js'
import { changeStatus, notifyOfChange } from '../change-status.js'
import { standingBy } from '../room-user-status.js'
import { setUserStatus } from '../set-user-status.js'

/** What people do in their XMPP clients is seen by those who use the REST API, by whatever way it was done. */
export const roomUsers: Capability = {
  /** Who comes has accepted. */
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
    const was = standingBy(changed.was, mapOf(room, 'user-status').get(user))
    setUserStatus(changed, user, status)
    notifyOfChange(changed, { user, was })
  },
}
