import type { PersonalFact } from '../../../personal-facts/facts.js'
import { COLUMNS, fromRow, type HistoryRow } from '../history.js'
import { pause, type Reading, statement } from '../statement.js'
import type { Asked, Read, Reader } from './reader.js'
import { taken } from './rows.js'

/** The rooms that are looked through between two looks at the time. */
const STEP = 500

type RoomRow = { number: number; jid: string; speaks: number }
type Row = HistoryRow & { position: number; key: string }

/**
 * Makes the reader of the stored messages of a person: in room after room, since a further index of all messages would
 * cost more than the few who ask. The key of a message is the number of its room and its position.
 */
export function messageReader(): Reader {
  const rooms = statement<{ from: number; user: string }, RoomRow>(`
    select number, jid, case when exists (
      select 1 from history indexed by history_user where history.room = room.number and user = @user
    ) then 1 else 0 end as speaks
    from room where number >= @from order by number limit ${STEP}`)
  const ofRoom = statement<{ room: number; user: string; after: number; most: number }, Row>(`
    select position, room || '/' || position as key, ${COLUMNS} from history indexed by history_user
    where room = @room and user = @user and position > @after order by position limit @most`)
  const inRoom = ({ number: room, jid }: RoomRow, { user, most, longest }: Asked, after: number): Reading<Read> =>
    taken<Row>(take => ofRoom.until(take, { room, user, after, most }), {
      most,
      longest,
      factOf: row => factOf(row, jid),
    })
  return function* read(asked) {
    let [from = 0, after = 0] = String(asked.after ?? '0/0')
      .split('/')
      .map(part => (/^\d{1,15}$/.test(part) ? Number(part) : 0))
    for (let rows = 0; rows < asked.mostRows; rows += STEP) {
      yield* pause()
      const known = yield* rooms.all({ from, user: asked.user })
      for (const room of known.filter(({ speaks }) => speaks === 1)) {
        const { facts, reached } = yield* inRoom(room, asked, room.number === from ? after : 0)
        if (facts.length > 0) return { facts, reached: reached ?? `${room.number + 1}/0` }
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
