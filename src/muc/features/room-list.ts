import { dataTable } from '../../stanza/data-table.js'
import type { Capability } from '../capability.js'
import type { Command } from '../command.js'
import type { Context } from '../context.js'
import { isServiceAdmin } from '../operations/command-rights.js'

/** Our own decision: the limit of a readable table. */
const MOST_ROOMS = 1000
const COLUMNS = [
  { name: 'room', label: 'Room' },
  { name: 'name', label: 'Name' },
  { name: 'occupants', label: 'Occupants' },
]

const listRooms: Command<Context> = {
  node: 'urn:latchstring:command:rooms',
  name: 'List the rooms with their numbers of occupants',
  mayRun: isServiceAdmin,
  lookUp: () => ({ census: { most: MOST_ROOMS } }),
  run({ found }) {
    const { rooms, total } = found.census ?? { rooms: [], total: 0 }
    const rows = rooms.map(({ jid, name, occupants }) => [jid, name, String(occupants)])
    const { table, shown } = dataTable('Rooms, those with the most occupants first', COLUMNS, rows)
    return { result: table, note: `Rooms: ${total}${shown < total ? `; the first ${shown} are listed` : ''}.` }
  },
}

/** An ad-hoc command (XEP-0050) that lists all rooms for the service's admins, hidden ones too. */
export const roomList: Capability = { serviceCommands: [listRooms] }
