import type { SubmittedForm, TitledForm } from '../../stanza/data-form.js'
import { xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Command } from '../command.js'
import type { Context, RoomContext } from '../context.js'
import { allSessions } from '../model/room.js'
import { isRoomAdmin, isServiceAdmin } from '../operations/command-rights.js'
import { sendToOccupants } from '../operations/text-message.js'

const NODE = `${NS.admin}#announce`
const FIELD = 'announcement'
/** In characters: each occupant gets a copy. */
const LONGEST = 10_000

const announceInThisRoom: Command<RoomContext> = {
  node: NODE,
  name: 'Send an announcement to all occupants',
  mayRun: isRoomAdmin,
  form: () => announcementForm('All present occupants get the announcement. It does not become part of the history.'),
  run({ room, batch }, form) {
    sendToOccupants({ room, batch }, { text: textIn(form), sessions: allSessions(room) })
    return { note: `Sent to ${room.occupants.size} occupants.` }
  },
}

const announceInAllRooms: Command<Context> = {
  node: NODE,
  name: 'Send an announcement to the occupants of all rooms',
  mayRun: isServiceAdmin,
  form: () => announcementForm('The present occupants of all rooms get the announcement, each client once.'),
  lookUp: () => ({ sessions: true }),
  run({ settings, batch, found: { sessions = [] } }, form) {
    const attributes = { from: settings.domain, type: 'headline', id: batch.newId() }
    batch.send(xml('message', attributes, xml('body', {}, textIn(form))), sessions)
    return { note: `Sent to ${sessions.length} clients.` }
  },
}

/** XEP-0133 §4.23: the service sends an announcement to all occupants; our own decision: a room does so, too. */
export const announcement: Capability = { commands: [announceInThisRoom], serviceCommands: [announceInAllRooms] }

function announcementForm(instructions: string): TitledForm {
  const field = { name: FIELD, type: 'text-multi', label: 'Announcement', values: [], required: true } as const
  return { formType: NS.admin, title: 'Sending an announcement', instructions, fields: [field] }
}

function textIn(form: SubmittedForm): string {
  return form.lines(FIELD, LONGEST) ?? ''
}
