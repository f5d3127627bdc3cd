import type { Capability } from '../capability.js'
import { latestPresence } from '../model/occupant.js'
import { broadcastPresence } from '../operations/broadcast-presence.js'
import { hasStatus } from '../operations/presence-payloads.js'
import { switchSetting } from '../operations/settings.js'

/** As MongooseIM calls it, and COMPAT: as ejabberd 23 does. */
const FIELD = 'muc#roomconfig_allowvisitorstatus'
const EJABBERD_FIELD = 'allow_visitor_status'

/** XEP-0045 §5.1.1: whether visitors, who have no voice, may show a status text (`visitor-payloads.ts`). */
export const visitorStatus: Capability = {
  settings: [
    switchSetting({
      key: 'allowVisitorStatus',
      field: FIELD,
      label: 'Visitors may show a status text',
      others: [EJABBERD_FIELD],
    }),
  ],

  onConfigured(context) {
    const { room, was } = context
    if (was.allowVisitorStatus === room.record.config.allowVisitorStatus) return
    for (const occupant of room.occupants.values()) {
      const isAffected = occupant.role === 'visitor' && hasStatus(latestPresence(occupant))
      if (isAffected) broadcastPresence(context, { occupant })
    }
  },
}
