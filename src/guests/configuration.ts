import type { Capability } from '../muc/capability.js'
import { switchSetting } from '../muc/operations/settings.js'

/** A field of our own, as no specification has one. */
const FIELD = 'x-muc#roomconfig_linkguests'

/** Whether links let guests in, in the form of the configuration (XEP-0045 §10.2). */
export const guestConfiguration: Capability = {
  settings: [
    switchSetting({ key: 'linkGuests', field: FIELD, label: 'Links let people without an account in, as guests' }),
  ],
}
