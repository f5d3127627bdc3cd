import type { Capability } from '../capability.js'
import { switchSetting } from '../operations/settings.js'

const FIELD = 'muc#roomconfig_enablelogging'
/** COMPAT: as Prosody calls the archive of a room. */
const PROSODY_FIELD = 'muc#roomconfig_enablearchiving'

/**
 * XEP-0045 §7.2.12, §10.2.1: status codes tell newcomers that a room has an archive, and occupants that this changed.
 */
export const logging: Capability = {
  settings: [
    switchSetting({
      key: 'logging',
      field: FIELD,
      label: 'Archive messages, readable by everyone who may enter',
      others: [PROSODY_FIELD],
    }),
  ],
  entryCodes: ({ room }) => (room.record.config.logging ? [170] : []),
  changeCodes: { logging: now => [now.logging ? 170 : 171] },
}
