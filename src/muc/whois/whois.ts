import type { Field } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'
import { isNonAnonymous, type RoomConfig } from '../room.js'

/** XEP-0045 §4.2, §7.2.3, §7.2.4: who may see the real JIDs of the occupants. */
export const whois: Capability = {
  features: room => [isNonAnonymous(room) ? 'muc_nonanonymous' : 'muc_semianonymous'],
  fields: config => [whoisField(config.whois)],
  configure: (form, config) => ({
    whois: form.oneOf('muc#roomconfig_whois', ['moderators', 'anyone']) ?? config.whois,
  }),
  entryCodes: ({ room }) => (isNonAnonymous(room) ? [100] : []),
  changeCodes: { whois: now => [now.whois === 'anyone' ? 172 : 173] },
}

function whoisField(value: RoomConfig['whois']): Field {
  return {
    name: 'muc#roomconfig_whois',
    type: 'list-single',
    label: 'Who may see real addresses',
    values: [value],
    options: [
      { value: 'moderators', label: 'Moderators' },
      { value: 'anyone', label: 'Anyone' },
    ],
  }
}
