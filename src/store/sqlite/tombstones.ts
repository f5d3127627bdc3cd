import type { Database } from 'better-sqlite3'
import type { TombstoneChange } from '../../muc/change.js'
import type { Tombstone } from '../../muc/tombstone.js'

type Row = { jid: string; until: number; alternate: string; known: string | null }

/** The table `tombstone`. */
export function tombstoneStatements(db: Database) {
  const put = db.prepare<Row>(`
    insert into tombstone (jid, until, alternate, known) values (@jid, @until, @alternate, @known)
    on conflict (jid) do update set until = excluded.until, alternate = excluded.alternate, known = excluded.known`)
  const remove = db.prepare<[string]>('delete from tombstone where jid = ?')
  const expire = db.prepare<[number]>('delete from tombstone where until < ?')
  const byJid = db.prepare<[string], Row>('select * from tombstone where jid = ?')
  return {
    write({ jid, at, now }: TombstoneChange): void {
      expire.run(at)
      if (now) put.run({ ...now, known: now.known ? JSON.stringify(now.known) : null })
      else remove.run(jid)
    },
    byJid(jid: string): Tombstone | undefined {
      const row = byJid.get(jid)
      if (!row) return undefined
      const { until, alternate, known } = row
      return { jid, until, alternate, known: known === null ? undefined : (JSON.parse(known) as string[]) }
    },
  }
}
