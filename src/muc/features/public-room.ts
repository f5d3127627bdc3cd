import { booleanField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

/** XEP-0045 §4.2: whether the service lists the room (`disco/service.ts`). */
export const publicRoom: Capability = {
  features: room => [room.record.config.public ? 'muc_public' : 'muc_hidden'],
  fields: config => [booleanField('muc#roomconfig_publicroom', 'The room is listed publicly', config.public)],
  configure: (form, config) => ({ public: form.boolean('muc#roomconfig_publicroom') ?? config.public }),
}
