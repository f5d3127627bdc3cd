import type { Database } from 'better-sqlite3'

/** The version of a database whose rows have moved. An earlier release refuses it, too: as later than its own. */
export const MOVED = 2 ** 31 - 1

/** Marks a database as moved `to` another one, named for people, in the transaction of the caller. `at`: milliseconds since 1970. */
export function markMoved(db: Database, { to, at }: { to: string; at: number }): void {
  db.exec('create table moved (at integer not null, place text not null) strict')
  db.prepare('insert into moved (at, place) values (?, ?)').run(at, to)
  db.pragma(`user_version = ${MOVED}`)
}

/** Says where the rows of a marked database are, and what to do. */
export function whereMoved(db: Database): string {
  const { at, place } = db.prepare('select at, place from moved').get() as { at: number; place: string }
  return (
    `The database ${db.name} moved to PostgreSQL (${place}) at ${new Date(at).toISOString()}, and nothing may use this ` +
    'file any more. Configure store.postgres in the place of store.sqlite.'
  )
}
