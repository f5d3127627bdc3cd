import type { TombstoneChange } from '../../muc/model/change.js'
import type { Tombstone } from '../../muc/model/tombstone.js'
import { type Reading, statement } from './statement.js'

/** A row of the table `tombstone`. */
export type TombstoneRow = { jid: string; until: number; alternate: string; known: string | null; creator: string }

/** Tombstones kept per creator, so that frequent destructions cannot fill the disk: the default of limits.roomsPerUser. */
const MAX_KEPT = 1000

/** The table `tombstone`: the latest `most` of each creator, so that no user's tombstones displace another user's. */
export function tombstoneStatements(most = MAX_KEPT) {
  const put = statement<TombstoneRow>(`
    insert or replace into tombstone (jid, until, alternate, known, creator)
    values (@jid, @until, @alternate, @known, @creator)`)
  const remove = statement<[string]>('delete from tombstone where jid = ?')
  const expire = statement<[number]>('delete from tombstone where until < ?')
  const trim = statement<{ creator: string; most: number }>(`
    delete from tombstone where jid in (
      select jid from tombstone where creator = @creator order by until desc, jid desc limit -1 offset @most
    )`)
  const byJid = statement<[string], TombstoneRow>('select * from tombstone where jid = ?')
  return {
    write: {
      tombstone({ jid, at, now }: TombstoneChange): void {
        expire.run(at)
        if (!now) return void remove.run(jid)
        put.run({ ...now, known: now.known ? JSON.stringify(now.known) : null })
        // Whose they were was not always kept: those go with their time alone.
        if (now.creator !== '') trim.run({ creator: now.creator, most })
      },
    },
    byJid(jid: string): Tombstone | undefined {
      const row = byJid.get(jid)
      return row && tombstone(row)
    },
  }
}

/** Converts a row of the table `tombstone`. */
export function tombstone(row: TombstoneRow): Tombstone {
  return { ...row, known: row.known === null ? undefined : (JSON.parse(row.known) as string[]) }
}
