import type { Capability } from '../capability.js'
import { endIfEmpty } from '../operations/remove-occupant.js'
import { switchSetting } from '../operations/settings.js'

/** XEP-0045 §4.2: whether the room remains when its last occupant leaves. */
export const persistentRoom: Capability = {
  features: room => [room.record.config.persistent ? 'muc_persistent' : 'muc_temporary'],
  settings: [
    switchSetting({
      key: 'persistent',
      field: 'muc#roomconfig_persistentroom',
      label: 'The room stays when it is empty',
    }),
  ],
  onConfigured: endIfEmpty,
}
