import type { Capability } from '../capability.js'
import { switchSetting } from '../operations/settings.js'

/** XEP-0045 §4.2: whether the service lists the room (`disco/service.ts`). */
export const publicRoom: Capability = {
  features: room => [room.record.config.public ? 'muc_public' : 'muc_hidden'],
  settings: [
    switchSetting({ key: 'public', field: 'muc#roomconfig_publicroom', label: 'The room is listed publicly' }),
  ],
}
