import { setAffiliation } from '../../muc/operations/set-affiliation.js'
import type { Capability } from '../../muc/capability.js'
import { changeStatus } from '../../muc/operations/change-status.js'
import { tellUsers } from './notify-users.js'

/** What people do in their XMPP clients is seen by those who use the REST API, by whatever way it was done. */
export const roomUsers: Capability = {
  /** Who comes has accepted. */
  onEntered(entered) {
    const { user } = entered.occupant
    if (entered.room.statuses.get(user)?.status === 'invited') changeStatus(entered, user, undefined)
  },

  onInvitationDeclined(declined) {
    const user = declined.from.bare
    if (declined.room.statuses.get(user)?.status !== 'invited') return
    setAffiliation(declined, { user, affiliation: 'none', status: 'rejected', isTold: true })
  },

  onStandingChanged: tellUsers,
}
