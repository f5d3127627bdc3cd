import { booleanField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

/** As ejabberd and MongooseIM call it. */
const NEWCOMERS = 'members_by_default'

/** XEP-0045 §4.2: in a moderated room only those with voice may speak; newcomers get it by affiliation (`role.ts`). */
export const moderated: Capability = {
  features: room => [room.record.config.moderated ? 'muc_moderated' : 'muc_unmoderated'],
  fields: config => [
    booleanField('muc#roomconfig_moderatedroom', 'Only those with voice may speak', config.moderated),
    booleanField(NEWCOMERS, 'In a moderated room, newcomers have voice', config.newcomersHaveVoice),
  ],
  configure: (form, config) => ({
    moderated: form.boolean('muc#roomconfig_moderatedroom') ?? config.moderated,
    newcomersHaveVoice: form.boolean(NEWCOMERS) ?? config.newcomersHaveVoice,
  }),
}
