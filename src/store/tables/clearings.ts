import type { Clearing } from '../../invites/clearing.js'
import type { MapChange } from '../../muc/model/change.js'
import type { KeyInRoom } from '../../muc/model/lookup.js'
import { type Reading, statement, type Written } from './statement.js'

type Row = { link_id: string; by: string; at: number; members: number; guests: number }

/** The table `clearing`. */
export function clearingStatements() {
  const put = statement<Row & { room: string }>(`
    insert into clearing (room, link_id, by, at, members, guests) values (@room, @link_id, @by, @at, @members, @guests)
    on conflict (room, link_id) do update set
      by = excluded.by, at = excluded.at, members = excluded.members, guests = excluded.guests`)
  const remove = statement<[string, string]>('delete from clearing where room = ? and link_id = ?')
  const ofRoom = statement<[string], Row>(
    'select link_id, by, at, members, guests from clearing where room = ? order by link_id',
  )
  const left = statement<[], KeyInRoom>('select room, link_id as key from clearing limit 1')
  return {
    answers: { clearingLeft: (): Reading<KeyInRoom | undefined> => left.get() },
    write: {
      clearing({ room, key: link_id, now }: MapChange<'clearing'>): Written {
        if (!now) return remove.with(room, link_id)
        const { by, at, members, guests } = now
        return put.with({ room, link_id, by, at, members: Number(members), guests: Number(guests) })
      },
    },
    maps: {
      clearing: (room: string): Reading<Map<string, Clearing>> =>
        ofRoom.map(
          ({ link_id, by, at, members, guests }) => [link_id, { by, at, members: members === 1, guests: guests === 1 }],
          room,
        ),
    },
  }
}
