import type { Field } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'
import { withValue } from '../operations/settings.js'

const FIELD = 'x-muc#roomconfig_contactjid'
const MOST = 10
const LABEL = 'Contacts (public addresses)'

/**
 * XEP-0045 §16.5.4: the contacts of the room. An owner enters them by hand, because the list of owners is not public
 * (§10.5, §15.5).
 */
export const contact: Capability = {
  roomInfo: ({ record: { config } }) => {
    return config.contacts.length === 0 ? [] : [addresses('muc#roominfo_contactjid', 'Contacts', config.contacts)]
  },
  settings: [
    {
      ...{ key: 'contacts', field: FIELD, label: LABEL, type: { kind: 'people', most: MOST } },
      valueIn: config => config.contacts,
      fields: config => [addresses(FIELD, LABEL, config.contacts)],
      read: (form, config) => withValue(config, 'contacts', form.people(FIELD, MOST)),
    },
  ],
}

function addresses(name: string, label: string, values: readonly string[]): Field {
  return { name, type: 'jid-multi', label, values }
}
