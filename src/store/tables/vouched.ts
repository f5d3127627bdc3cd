import type { Vouched } from '../../invites/vouch/vouched.js'
import type { MapChange } from '../../muc/model/change.js'
import type { KeyInRoom, OverLookup } from '../../muc/model/lookup.js'
import { type Reading, statement, type Written } from './statement.js'

type Row = { user: string; link_id: string; until: number; declined: number }

/** The table `vouched`. */
export function vouchedStatements() {
  const put = statement<Row & { room: string }>(`
    insert into vouched (room, user, link_id, until, declined) values (@room, @user, @link_id, @until, @declined)
    on conflict (room, user) do update set
      link_id = excluded.link_id, until = excluded.until, declined = excluded.declined`)
  const remove = statement<[string, string]>('delete from vouched where room = ? and user = ?')
  const ofRoom = statement<[string], Row>(
    'select user, link_id, until, declined from vouched where room = ? order by user',
  )
  const over = statement<OverLookup, KeyInRoom>(
    'select room, user as key from vouched where until <= @at order by until limit @most',
  )
  return {
    answers: { vouchedOver: (asked: OverLookup): Reading<KeyInRoom[]> => over.all(asked) },
    write: {
      vouched: ({ room, key: user, now }: MapChange<'vouched'>): Written =>
        now
          ? put.with({ room, user, link_id: now.linkId, until: now.until, declined: Number(now.isDeclined) })
          : remove.with(room, user),
    },
    maps: {
      vouched: (room: string): Reading<Map<string, Vouched>> =>
        ofRoom.map(
          ({ user, link_id: linkId, until, declined }) => [user, { linkId, until, isDeclined: declined === 1 }],
          room,
        ),
    },
  }
}
