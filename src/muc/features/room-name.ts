import { textField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'
import { textSetting } from '../operations/settings.js'

/** In characters. The limit of the name is that of the REST API. Our own decision. */
const LONGEST_NAME = 255
const LONGEST_DESCRIPTION = 2000

/** XEP-0045 §16.5.3: the name and the description of the room. */
export const roomName: Capability = {
  roomInfo: room => [textField('muc#roominfo_description', 'Description', room.record.config.description)],
  settings: [
    textSetting({ key: 'name', field: 'muc#roomconfig_roomname', label: 'Name', most: LONGEST_NAME }),
    textSetting({
      ...{ key: 'description', field: 'muc#roomconfig_roomdesc', label: 'Description' },
      most: LONGEST_DESCRIPTION,
    }),
  ],
}
