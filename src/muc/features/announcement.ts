import type { SubmittedForm, TitledForm } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Command } from '../command.js'
import type { Context, RoomContext } from '../context.js'
import { allSessions } from '../model/room.js'
import { isRoomAdmin, isServiceAdmin } from '../operations/command-rights.js'

const NODE = `${NS.admin}#announce`
const ANNOUNCEMENT = 'announcement'
/** In characters. Everybody gets a copy. */
const LONGEST = 10_000

const inThisRoom: Command<RoomContext> = {
  node: NODE,
  name: 'Announce something to all occupants',
  mayRun: isRoomAdmin,
  form: () => announcementForm('The room tells it all who are in it now. It does not become part of the history.'),
  run({ room, batch }, form) {
    const attributes = { from: room.record.jid, type: 'groupchat', id: batch.newId() }
    batch.send(announced(attributes, form), allSessions(room))
    return { note: `Told to ${room.occupants.size} occupants.` }
  },
}

const inAllRooms: Command<Context> = {
  node: NODE,
  name: 'Announce something to everybody in the rooms',
  mayRun: isServiceAdmin,
  form: () => announcementForm('The service tells it everybody who is in any of its rooms now, once.'),
  lookUp: () => ({ sessions: true }),
  run({ settings, batch, found: { sessions = [] } }, form) {
    const attributes = { from: settings.domain, type: 'headline', id: batch.newId() }
    batch.send(announced(attributes, form), sessions)
    return { note: `Told to ${sessions.length} clients.` }
  },
}

/** XEP-0133 §4.23: an announcement by the service to all who are in its rooms; and, our own decision, by a room. */
export const announcement: Capability = { commands: [inThisRoom], serviceCommands: [inAllRooms] }

function announcementForm(instructions: string): TitledForm {
  const field = { name: ANNOUNCEMENT, type: 'text-multi', label: 'Announcement', values: [], required: true } as const
  return { formType: NS.admin, title: 'Making an announcement', instructions, fields: [field] }
}

function announced(attributes: Readonly<Record<string, string>>, form: SubmittedForm): Element {
  return xml('message', attributes, xml('body', {}, form.lines(ANNOUNCEMENT, LONGEST) ?? ''))
}
