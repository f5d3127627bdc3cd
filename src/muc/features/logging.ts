import { booleanField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

const FIELD = 'muc#roomconfig_enablelogging'

/** XEP-0045 §7.2.12, §10.2.1: who enters a room with an archive is told so, and the occupants when it gets or loses one. */
export const logging: Capability = {
  fields: config => [booleanField(FIELD, 'Archive what is said, for all who may enter', config.logging)],
  configure: (form, config) => ({ logging: form.boolean(FIELD) ?? config.logging }),
  entryCodes: ({ room }) => (room.record.config.logging ? [170] : []),
  changeCodes: { logging: now => [now.logging ? 170 : 171] },
}
