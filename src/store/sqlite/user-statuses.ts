import type { Database } from 'better-sqlite3'
import type { UserStatusChange } from '../../muc/change.js'
import type { UserStatus } from '../../muc/user-status.js'

type Row = { user: string; status: string; since: number }

/** The table `user_status`. */
export function userStatusStatements(db: Database) {
  const put = db.prepare<Row & { room: string }>(`
    insert into user_status (room, user, status, since) values (@room, @user, @status, @since)
    on conflict (room, user) do update set status = excluded.status, since = excluded.since`)
  const remove = db.prepare<[string, string]>('delete from user_status where room = ? and user = ?')
  const ofRoom = db.prepare<[string], Row>(
    'select user, status, since from user_status where room = ? order by since, user',
  )
  return {
    write({ room, user, now }: UserStatusChange): void {
      if (now) put.run({ room, user, ...now })
      else remove.run(room, user)
    },
    ofRoom: (room: string): Map<string, UserStatus> =>
      new Map(
        ofRoom.all(room).map(({ user, status, since }) => [user, { status: status as UserStatus['status'], since }]),
      ),
  }
}
