import type { Database } from 'better-sqlite3'
import type { AffiliationEntry } from '../../muc/affiliation.js'
import type { AffiliationChange } from '../../muc/change.js'

type Row = Omit<AffiliationEntry, 'isVisitor'> & { user: string; visitor: number }

/** The table `affiliation`. An empty nick means that the user has reserved none. */
export function affiliationStatements(db: Database) {
  const put = db.prepare<Row & { room: string }>(`
    insert into affiliation (room, user, affiliation, reason, since, nick, visited, visitor)
    values (@room, @user, @affiliation, @reason, @since, @nick, @visited, @visitor)
    on conflict (room, user) do update
    set affiliation = excluded.affiliation, reason = excluded.reason, since = excluded.since, nick = excluded.nick,
      visited = excluded.visited, visitor = excluded.visitor`)
  const remove = db.prepare<[string, string]>('delete from affiliation where room = ? and user = ?')
  const ofRoom = db.prepare<[string], Row>(`
    select user, affiliation, reason, since, nick, visited, visitor from affiliation
    where room = ? order by since, user`)
  const moderatedBy = db.prepare<{ user: string; most: number }, { room: string }>(`
    select room from affiliation where user = @user and affiliation in ('owner', 'admin') order by room limit @most`)
  return {
    write({ room, user, now }: AffiliationChange): void {
      if (now) put.run(toRow({ room, user, ...now }))
      else remove.run(room, user)
    },
    ofRoom: (room: string): Map<string, AffiliationEntry> => new Map(ofRoom.all(room).map(fromRow)),
    /** The rooms that a user owns or administers, at most `most`. */
    moderatedBy: (asked: { user: string; most: number }): string[] => moderatedBy.all(asked).map(({ room }) => room),
  }
}

function toRow<Entry extends AffiliationEntry>({ isVisitor = false, ...rest }: Entry) {
  return { ...rest, visitor: Number(isVisitor) }
}

function fromRow({ user, visitor, ...entry }: Row): [string, AffiliationEntry] {
  return [user, visitor === 1 ? { ...entry, isVisitor: true } : entry]
}
