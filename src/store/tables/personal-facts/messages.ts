import type { PersonalFact } from '../../../personal-facts/facts.js'
import { COLUMNS, fromRow, type HistoryRow } from '../history.js'
import { type Reading, statement } from '../statement.js'
import type { Asked, Read, Reader } from './reader.js'
import { taken } from './rows.js'

/** The rooms that are looked through between two looks at the time. */
const STEP = 500

type RoomRow = { number: number; jid: string }
type Row = HistoryRow & { position: number; key: string }

/**
 * Makes the reader of the stored messages of a person: in room after room, since a further index of all messages would
 * cost more than the few who ask. The key of a message is the number of its room and its position.
 */
export function messageReader(): Reader {
  const rooms = statement<{ from: number }, RoomRow>(
    `select number, jid from room where number >= @from order by number limit ${STEP}`,
  )
  const ofRoom = statement<{ room: number; user: string; after: number; most: number }, Row>(`
    select position, room || '/' || position as key, ${COLUMNS} from history indexed by history_user
    where room = @room and user = @user and position > @after order by position limit @most`)
  const inRoom = ({ number: room, jid }: RoomRow, { user, most, longest }: Asked, after: number) =>
    taken(ofRoom.iterate({ room, user, after, most }), { most, longest, factOf: row => factOf(row, jid) })
  return async asked => {
    let [from = 0, after = 0] = String(asked.after ?? '0/0')
      .split('/')
      .map(Number)
    for (let rows = 0; rows < asked.mostRows; rows += STEP) {
      await asked.turns.next()
      const known = rooms.all({ from })
      for (const room of known) {
        const read: Read = inRoom(room, asked, room.number === from ? after : 0)
        if (read.facts.length > 0) return { facts: read.facts, reached: read.reached ?? `${room.number + 1}/0` }
      }
      if (known.length < STEP) return { facts: [], reached: undefined }
      from = (known.at(-1)?.number ?? from) + 1
      after = 0
    }
    return { facts: [], reached: `${from}/${after}` }
  }
}

function factOf({ key, position: _, ...row }: Row, room: string): PersonalFact {
  const message = fromRow(row, room)
  const { id, at, nick, stanza } = message
  return { kind: 'message', key, facts: { room, id, at, nick, stanza }, message }
}
