import { dataForm } from '../../stanza/data-form.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { CONTACTS } from '../model/contacts.js'

/** XEP-0157: the contact addresses of the service, from its configuration. */
export const contactAddresses: Capability = {
  serviceForms({ settings }) {
    const { contacts } = settings
    const fields = CONTACTS.filter(role => contacts[role].length > 0).map(role => ({
      name: `${role}-addresses`,
      type: 'list-multi' as const,
      label: '',
      values: contacts[role],
    }))
    return fields.length > 0 ? [dataForm('result', NS.serverInfo, fields)] : []
  },
}
