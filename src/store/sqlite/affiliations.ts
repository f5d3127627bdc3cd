import type { Database } from 'better-sqlite3'
import type { AffiliationEntry } from '../../muc/affiliation.js'
import type { AffiliationChange } from '../../muc/change.js'

type Row = AffiliationEntry & { user: string }

/** The table `affiliation`. A nick is reserved for one person of a room; an empty one is none. */
export function affiliationStatements(db: Database) {
  const put = db.prepare<Row & { room: string }>(`
    insert into affiliation (room, user, affiliation, reason, since, nick, visited)
    values (@room, @user, @affiliation, @reason, @since, @nick, @visited)
    on conflict (room, user) do update
    set affiliation = excluded.affiliation, reason = excluded.reason, since = excluded.since, nick = excluded.nick,
      visited = excluded.visited`)
  const remove = db.prepare<[string, string]>('delete from affiliation where room = ? and user = ?')
  const ofRoom = db.prepare<[string], Row>(
    'select user, affiliation, reason, since, nick, visited from affiliation where room = ? order by since, user',
  )
  return {
    write({ room, user, now }: AffiliationChange): void {
      if (now) put.run({ room, user, ...now })
      else remove.run(room, user)
    },
    ofRoom: (room: string): Map<string, AffiliationEntry> =>
      new Map(ofRoom.all(room).map(({ user, ...entry }) => [user, entry])),
  }
}
