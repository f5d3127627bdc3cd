import { booleanField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

/** As ejabberd and MongooseIM call it. */
const NEWCOMERS = 'members_by_default'

/**
 * XEP-0045 §4.2: only occupants with voice may speak in a moderated room; a newcomer's affiliation decides on voice.
 */
export const moderated: Capability = {
  features: room => [room.record.config.moderated ? 'muc_moderated' : 'muc_unmoderated'],
  fields: config => [
    booleanField('muc#roomconfig_moderatedroom', 'Only occupants with voice may speak', config.moderated),
    booleanField(NEWCOMERS, 'In a moderated room, newcomers have voice', config.newcomersHaveVoice),
  ],
  configure: (form, config) => ({
    moderated: form.boolean('muc#roomconfig_moderatedroom') ?? config.moderated,
    newcomersHaveVoice: form.boolean(NEWCOMERS) ?? config.newcomersHaveVoice,
  }),
}
