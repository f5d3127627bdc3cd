import type { Capability } from '../muc/capability.js'
import { booleanField } from '../stanza/data-form.js'

/** A field of our own, as no specification has one. */
const FIELD = 'x-muc#roomconfig_linkguests'

/** Whether links let guests in, in the form of the configuration (XEP-0045 §10.2). */
export const guestConfiguration: Capability = {
  fields: config => [booleanField(FIELD, 'Links let people without an account in, as guests', config.linkGuests)],
  configure: (form, config) => ({ linkGuests: form.boolean(FIELD) ?? config.linkGuests }),
}
