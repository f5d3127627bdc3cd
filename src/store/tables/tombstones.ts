import type { TombstoneChange } from '../../muc/model/change.js'
import type { Tombstone } from '../../muc/model/tombstone.js'
import { type Reading, type Step, statement } from './statement.js'

/** A row of the table `tombstone`. */
export type TombstoneRow = { jid: string; until: number; alternate: string; known: string | null; creator: string }

/** Tombstones kept per creator, so that frequent destructions cannot fill the disk: the default of limits.roomsPerUser. */
const MAX_KEPT = 1000

/** More rows than a table has: SQLite has no offset without a limit. */
const ALL = 2 ** 53 - 1

/** The table `tombstone`: the latest `most` of each creator, so that no user's tombstones displace another user's. */
export function tombstoneStatements(most = MAX_KEPT) {
  const put = statement<TombstoneRow>(`
    insert into tombstone (jid, until, alternate, known, creator) values (@jid, @until, @alternate, @known, @creator)
    on conflict (jid) do update set
      until = excluded.until, alternate = excluded.alternate, known = excluded.known, creator = excluded.creator`)
  const remove = statement<[string]>('delete from tombstone where jid = ?')
  const expire = statement<[number]>('delete from tombstone where until < ?')
  const trim = statement<{ creator: string; most: number }>(`
    delete from tombstone where jid in (
      select jid from tombstone where creator = @creator order by until desc, jid desc limit ${ALL} offset @most
    )`)
  const byJid = statement<[string], TombstoneRow>('select * from tombstone where jid = ?')
  return {
    write: {
      *tombstone({ jid, at, now }: TombstoneChange): Iterable<Step> {
        yield expire.with(at)
        if (!now) return yield remove.with(jid)
        yield put.with({ ...now, known: now.known ? JSON.stringify(now.known) : null })
        // Whose they were was not always kept: those go with their time alone.
        if (now.creator !== '') yield trim.with({ creator: now.creator, most })
      },
    },
    *byJid(jid: string): Reading<Tombstone | undefined> {
      const row = yield* byJid.get(jid)
      return row && tombstone(row)
    },
  }
}

/** Converts a row of the table `tombstone`. */
export function tombstone(row: TombstoneRow): Tombstone {
  return { ...row, known: row.known === null ? undefined : (JSON.parse(row.known) as string[]) }
}
