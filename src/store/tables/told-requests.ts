import type { MapChange } from '../../muc/model/change.js'
import { type Reading, statement, type Written } from './statement.js'

/** The table `told_request`: when the admins outside a room were told of a person's request, since 1970. */
export function toldRequestStatements() {
  const put = statement<[string, string, number]>(`
    insert into told_request (room, user, at) values (?, ?, ?)
    on conflict (room, user) do update set at = excluded.at`)
  const remove = statement<[string, string]>('delete from told_request where room = ? and user = ?')
  const ofRoom = statement<[string], { user: string; at: number }>(
    'select user, at from told_request where room = ? order by at, user',
  )
  return {
    write: {
      'told-request': ({ room, key: user, now }: MapChange<'told-request'>): Written =>
        now === undefined ? remove.with(room, user) : put.with(room, user, now),
    },
    maps: {
      'told-request': (room: string): Reading<Map<string, number>> => ofRoom.map(({ user, at }) => [user, at], room),
    },
  }
}
