import { textField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

/** In characters. The limit of the name is that of the REST API. Our own decision. */
const LONGEST_NAME = 255
const LONGEST_DESCRIPTION = 2000

/** XEP-0045 §16.5.3: the name and the description of the room. */
export const roomName: Capability = {
  roomInfo: room => [textField('muc#roominfo_description', 'Description', room.record.config.description)],
  fields: config => [
    textField('muc#roomconfig_roomname', 'Name', config.name),
    textField('muc#roomconfig_roomdesc', 'Description', config.description),
  ],
  configure: (form, config) => ({
    name: form.text('muc#roomconfig_roomname', LONGEST_NAME) ?? config.name,
    description: form.text('muc#roomconfig_roomdesc', LONGEST_DESCRIPTION) ?? config.description,
  }),
}
