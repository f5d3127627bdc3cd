import type { Field } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

const FIELD = 'x-muc#roomconfig_contactjid'
const MOST = 10

/**
 * XEP-0045 §16.5.4: whom to ask about the room. Only who wants it is named: that somebody owns a room is not for
 * everybody to see (§10.5, §15.5).
 */
export const contact: Capability = {
  roomInfo: ({ record: { config } }) => {
    return config.contacts.length === 0 ? [] : [addresses('muc#roominfo_contactjid', 'Contacts', config.contacts)]
  },
  fields: config => [addresses(FIELD, 'Contacts (addresses for everybody to see)', config.contacts)],
  configure: (form, config) => ({ contacts: form.people(FIELD, MOST) ?? config.contacts }),
}

function addresses(name: string, label: string, values: readonly string[]): Field {
  return { name, type: 'jid-multi', label, values }
}
