import type { Database } from 'better-sqlite3'
import type { MapChange } from '../../muc/model/change.js'

/** The table `told_request`: when the admins outside a room were told of a person's request, since 1970. */
export function toldRequestStatements(db: Database) {
  const put = db.prepare<[string, string, number]>(`
    insert into told_request (room, user, at) values (?, ?, ?)
    on conflict (room, user) do update set at = excluded.at`)
  const remove = db.prepare<[string, string]>('delete from told_request where room = ? and user = ?')
  const ofRoom = db.prepare<[string], { user: string; at: number }>(
    'select user, at from told_request where room = ? order by at, user',
  )
  return {
    write: {
      'told-request'({ room, key: user, now }: MapChange<'told-request'>): void {
        if (now === undefined) remove.run(room, user)
        else put.run(room, user, now)
      },
    },
    maps: {
      'told-request': (room: string): Map<string, number> =>
        new Map(ofRoom.all(room).map(({ user, at }) => [user, at])),
    },
  }
}
