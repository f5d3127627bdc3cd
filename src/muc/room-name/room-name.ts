import { textField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

/** XEP-0045 §16.5.3: what people call the room, and what it is about. */
export const roomName: Capability = {
  about: room => [textField('muc#roominfo_description', 'Description', room.record.config.description)],
  fields: config => [
    textField('muc#roomconfig_roomname', 'Name', config.name),
    textField('muc#roomconfig_roomdesc', 'Description', config.description),
  ],
  configure: (form, config) => ({
    name: form.text('muc#roomconfig_roomname') ?? config.name,
    description: form.text('muc#roomconfig_roomdesc') ?? config.description,
  }),
}
