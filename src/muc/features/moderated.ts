import type { Capability } from '../capability.js'
import { switchSetting } from '../operations/settings.js'

/** As ejabberd and MongooseIM call it. */
const NEWCOMERS = 'members_by_default'

/**
 * XEP-0045 §4.2: only occupants with voice may speak in a moderated room; a newcomer's affiliation decides on voice.
 */
export const moderated: Capability = {
  features: room => [room.record.config.moderated ? 'muc_moderated' : 'muc_unmoderated'],
  settings: [
    switchSetting({
      ...{ key: 'moderated', field: 'muc#roomconfig_moderatedroom', label: 'Only occupants with voice may speak' },
    }),
    switchSetting({
      ...{ key: 'newcomersHaveVoice', field: NEWCOMERS, label: 'In a moderated room, newcomers have voice' },
    }),
  ],
}
