import { booleanField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'
import { endIfEmpty } from '../operations/remove-occupant.js'

/** XEP-0045 §4.2: whether the room remains when its last occupant leaves. */
export const persistentRoom: Capability = {
  features: room => [room.record.config.persistent ? 'muc_persistent' : 'muc_temporary'],
  fields: config => [
    booleanField('muc#roomconfig_persistentroom', 'The room stays when it is empty', config.persistent),
  ],
  configure: (form, config) => ({ persistent: form.boolean('muc#roomconfig_persistentroom') ?? config.persistent }),
  onConfigured: endIfEmpty,
}
