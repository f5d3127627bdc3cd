import type { Database } from 'better-sqlite3'
import type { MapChange } from '../../muc/model/change.js'
import type { StoredUserStatus } from '../../rooms-api/stored-user-status.js'

type Row = { user: string; status: string; since: number; removed: number }

/** The table `user_status`. */
export function userStatusStatements(db: Database, { noteUser }: { noteUser: (jid: string) => void }) {
  const put = db.prepare<Row & { room: string }>(`
    insert into user_status (room, user, status, since, removed)
    values (@room, @user, @status, @since, @removed)
    on conflict (room, user) do update set status = excluded.status, since = excluded.since, removed = excluded.removed`)
  const remove = db.prepare<[string, string]>('delete from user_status where room = ? and user = ?')
  const ofRoom = db.prepare<[string], Row>(
    'select user, status, since, removed from user_status where room = ? order by since, user',
  )
  return {
    write: {
      'user-status'({ room, key: user, now }: MapChange<'user-status'>): void {
        noteUser(user)
        if (now) put.run({ room, user, ...toRow(now) })
        else remove.run(room, user)
      },
    },
    maps: {
      'user-status': (room: string): Map<string, StoredUserStatus> =>
        new Map(ofRoom.all(room).map(row => [row.user, { status: statusOf(row), since: row.since }])),
    },
  }
}

/** A removed user has the status `unsubscribed` in the column that the lists of the REST API read. */
function toRow({ status, since }: StoredUserStatus): Omit<Row, 'user'> {
  const isRemoved = status === 'removed'
  return { status: isRemoved ? 'unsubscribed' : status, since, removed: Number(isRemoved) }
}

function statusOf({ status, removed }: Row): StoredUserStatus['status'] {
  return removed ? 'removed' : (status as StoredUserStatus['status'])
}
