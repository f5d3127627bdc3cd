import type { MapChange } from '../../muc/model/change.js'
import type { PutOut, StoredUserStatus } from '../../rooms-api/stored-user-status.js'
import { type Reading, type Step, statement } from './statement.js'

type Row = { user: string; status: string; since: number; removed: number }

/** The table `user_status`. */
export function userStatusStatements({ noteUser }: { noteUser: (jid: string) => Iterable<Step> }) {
  const put = statement<Row & { room: string }>(`
    insert into user_status (room, user, status, since, removed)
    values (@room, @user, @status, @since, @removed)
    on conflict (room, user) do update set status = excluded.status, since = excluded.since, removed = excluded.removed`)
  const remove = statement<[string, string]>('delete from user_status where room = ? and user = ?')
  const ofRoom = statement<[string], Row>(
    'select user, status, since, removed from user_status where room = ? order by since, user',
  )
  return {
    write: {
      *'user-status'({ room, key: user, now }: MapChange<'user-status'>): Iterable<Step> {
        yield* noteUser(user)
        yield now ? put.with({ room, user, ...toRow(now) }) : remove.with(room, user)
      },
    },
    maps: {
      'user-status': (room: string): Reading<Map<string, StoredUserStatus>> =>
        ofRoom.map(row => [row.user, { status: statusOf(row), since: row.since }], room),
    },
  }
}

/**
 * The columns `status` and `removed` of users whom a moderator has put out. `removed` is 0 for all others, 1 for those
 * whose status the lists of the REST API show to the others of the room, and 2 for those whom they do not show.
 */
const PUT_OUT: Readonly<Record<PutOut, Pick<Row, 'status' | 'removed'>>> = {
  removed: { status: 'unsubscribed', removed: 1 },
  dismissed: { status: 'rejected', removed: 1 },
  expelled: { status: 'unsubscribed', removed: 2 },
}

function toRow({ status, since }: StoredUserStatus): Omit<Row, 'user'> {
  return isPutOut(status) ? { ...PUT_OUT[status], since } : { status, since, removed: 0 }
}

function statusOf({ status, removed }: Row): StoredUserStatus['status'] {
  if (removed === 2) return 'expelled'
  if (removed === 1) return status === 'rejected' ? 'dismissed' : 'removed'
  return status as StoredUserStatus['status']
}

function isPutOut(status: string): status is PutOut {
  return Object.hasOwn(PUT_OUT, status)
}
