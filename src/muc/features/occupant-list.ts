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

/** Those who see real addresses anyway get the list at once (XEP-0045 §7.2.4, §9). */
const ofThis: Command<RoomContext> = {
  node: NODE,
  name: 'List the occupants',
  mayRun: isRoomAdmin,
  run: ({ room }) => listed(room),
}

const ofRoom: Command<Context> = {
  node: NODE,
  name: 'List the occupants of a room',
  mayRun: isServiceAdmin,
  form: () => ({
    formType: NODE,
    title: 'Listing the occupants of a room',
    instructions: 'Name the room.',
    fields: [{ name: ROOM, type: 'jid-single', label: 'The room', values: [], required: true }],
  }),
  lookUp: (_asked, form) => ({ load: [form.address(ROOM) ?? ''] }),
  run: (asked, form) => listed(namedRoom(asked, form.address(ROOM) ?? '')),
}

/** Ad-hoc commands (XEP-0050) that list who is in a room, with their addresses. */
export const occupantList: Capability = { commands: [ofThis], serviceCommands: [ofRoom] }

function listed(room: Room): Completed {
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
