import type { Capability } from '../muc/capability.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { choiceSetting, numberSetting } from '../muc/operations/settings.js'

/** Fields of our own, as no specification has any. */
const ADMISSION = 'x-muc#roomconfig_autoregister'
const PREVIEW = 'x-muc#roomconfig_linkpreview'

const ADMISSIONS = {
  unlock: 'Admit at once',
  unlock_ack: 'Admit after approval by a moderator',
  lock: 'Admit no new people',
} as const satisfies Record<RoomConfig['autoRegister'], string>

const PREVIEWS = {
  nothing: 'Nothing',
  name: 'The name of the room',
  full: 'The name, the description and the inviter',
} as const satisfies Record<RoomConfig['linkPreview'], string>

/** The settings of open invites, also in the form of the configuration (XEP-0045 §10.2). */
export const openInviteConfiguration: Capability = {
  settings: [
    choiceSetting({ key: 'autoRegister', field: ADMISSION, label: 'How links admit people', choices: ADMISSIONS }),
    choiceSetting({
      ...{ key: 'linkPreview', field: PREVIEW, choices: PREVIEWS },
      label: 'What a link shows of the room before joining',
    }),
    numberSetting({
      ...{ key: 'linkLifetime', field: 'x-muc#roomconfig_linklifetime' },
      label: 'Default lifetime of a link in seconds (0: no expiry)',
    }),
    numberSetting({
      ...{ key: 'maxLinkLifetime', field: 'x-muc#roomconfig_maxlinklifetime' },
      label: 'Longest lifetime of a link in seconds (0: no limit)',
    }),
    numberSetting({
      ...{ key: 'linkUses', field: 'x-muc#roomconfig_linkuses' },
      label: 'Default number of uses of a link (0: no limit)',
    }),
    numberSetting({
      ...{ key: 'maxLinkUses', field: 'x-muc#roomconfig_maxlinkuses' },
      label: 'Largest number of uses of a link (0: no limit)',
    }),
    numberSetting({
      ...{ key: 'maxLinks', field: 'x-muc#roomconfig_maxlinks' },
      label: 'Largest number of links at once (0: no limit)',
    }),
  ],
}
