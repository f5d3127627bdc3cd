import { dataTable } from '../../stanza/data-table.js'
import type { Capability } from '../capability.js'
import type { Command, Completed } from '../command.js'
import type { Context, RoomContext } from '../context.js'
import { sessionsOf } from '../model/occupant.js'
import { affiliationOf, type Room } from '../model/room.js'
import { isRoomAdmin, isServiceAdmin, namedRoom } from '../operations/command-rights.js'

const NODE = 'urn:latchstring:command:occupants'
const ROOM = 'room'
const COLUMNS = [
  { name: 'nick', label: 'Nick' },
  { name: 'jid', label: 'Addresses' },
  { name: 'role', label: 'Role' },
  { name: 'affiliation', label: 'Affiliation' },
]

/** Room admins see real JIDs anyway (XEP-0045 §7.2.4, §9). */
const listInThisRoom: Command<RoomContext> = {
  node: NODE,
  name: 'List the occupants',
  mayRun: isRoomAdmin,
  run: ({ room }) => occupantTable(room),
}

const listInRoom: Command<Context> = {
  node: NODE,
  name: 'List the occupants of a room',
  mayRun: isServiceAdmin,
  form: () => ({
    formType: NODE,
    title: 'Listing the occupants of a room',
    instructions: 'Enter the address of the room.',
    fields: [{ name: ROOM, type: 'jid-single', label: 'The room', values: [], required: true }],
  }),
  lookUp: (_context, form) => ({ load: [form.address(ROOM) ?? ''] }),
  run: (context, form) => occupantTable(namedRoom(context, form.address(ROOM) ?? '')),
}

/** Ad-hoc commands (XEP-0050) that list the occupants of a room with their real JIDs. */
export const occupantList: Capability = { commands: [listInThisRoom], serviceCommands: [listInRoom] }

function occupantTable(room: Room): Completed {
  const occupants = [...room.occupants.values()]
  const rows = occupants.map(occupant => [
    occupant.nick,
    sessionsOf(occupant),
    occupant.role,
    affiliationOf(room, occupant.user),
  ])
  const { table, shown } = dataTable(`Occupants of ${room.record.jid}`, COLUMNS, rows)
  const cut = shown < rows.length ? `; the first ${shown} are listed` : ''
  return { result: table, note: `Occupants: ${rows.length}${cut}.` }
}
