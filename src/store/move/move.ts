import type { Database } from 'better-sqlite3'
import type { Session } from '../postgres/session.js'
import { markMoved } from '../sqlite/moved.js'
import { type OpenOptions, openToServe } from '../sqlite/open.js'
import { batchesOf, countOf, keyOf, lastNumber, type MovedTable, movedTables, nullCharacters } from './source.js'
import { dropIndexes, firstWithRows, insertGrams, openRows, putRows, setIdentities } from './target.js'

/** What to move, and where to. */
export type Move = {
  /** The path of the database of SQLite. */
  readonly from: string
  /** A connection to the database of PostgreSQL, in which no transaction is open. */
  readonly session: Session
  /** The name of that database for people, without secrets. */
  readonly to: string
  /** Now, in milliseconds since 1970. */
  readonly now: () => number
  readonly log?: OpenOptions['log']
  /** Is told how many rows of how many of a table are copied or compared. */
  readonly onProgress: (progress: MoveProgress) => void
}

export type MoveProgress = {
  readonly does: 'copy' | 'compare'
  readonly table: string
  readonly rows: number
  readonly ofRows: number
}

/** `wasThere`: an earlier move had copied all rows and was cut short before it marked the database. */
export type Moved = { readonly rows: number; readonly wasThere: boolean }

/** How long another command may keep the database of SQLite locked, in milliseconds. */
const BUSY_TIMEOUT = 5000
const MOST_LISTED = 10

/**
 * Moves all rows of a database of SQLite into an empty one of PostgreSQL, in one transaction there, and marks the first one,
 * so that nothing uses it any more. Rejects, and nothing has changed, if a service runs on either of them, or if the rows do
 * not fit or do not arrive as they were. Cut short between commit and mark, the next call marks only.
 */
export async function moveToPostgres(move: Move): Promise<Moved> {
  const { db, close } = openToServe(move.from, { log: move.log })
  try {
    // Nothing may write into the database from here until it is marked, not even a command beside the service.
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT}`)
    db.exec('begin immediate')
    const tables = movedTables(db)
    refuseNullCharacters(db, tables)
    const moved = await inTransaction(move.session, tables, () => moveRows(move, db, tables))
    markMoved(db, { to: move.to, at: move.now() })
    db.exec('commit')
    return moved
  } finally {
    close()
  }
}

async function moveRows(move: Move, db: Database, tables: readonly MovedTable[]): Promise<Moved> {
  const { session } = move
  const wasThere = await hasSameKey(session, db)
  if (!wasThere) {
    await refuseRows(move, tables)
    const indexes = await dropIndexes(session)
    for (const table of tables) await copy(move, db, table)
    for (const text of indexes) await session.query({ text })
    await setIdentities(session, (name, column) => {
      const table = tables.find(table => table.name === name)
      return table ? lastNumber(db, table, column) : 0
    })
    await session.query({ text: 'analyze' })
  }
  let rows = 0
  for (const table of tables) rows += await compare(move, db, table)
  return { rows, wasThere }
}

async function copy({ session, onProgress }: Move, db: Database, table: MovedTable): Promise<void> {
  const progress = { does: 'copy' as const, table: table.name, ofRows: countOf(db, table) }
  let rows = 0
  for (const batch of batchesOf(db, table)) {
    await putRows(session, table, batch)
    if (table.name === 'listed_room') await insertGrams(session, table, batch)
    rows += batch.length
    onProgress({ ...progress, rows })
  }
}

/** Compares all rows, in the order of their key, which says more than a digest. Gives their number; rejects where they differ. */
async function compare({ session, onProgress }: Move, db: Database, table: MovedTable): Promise<number> {
  const progress = { does: 'compare' as const, table: table.name, ofRows: countOf(db, table) }
  const arrived = await openRows(session, table)
  let rows = 0
  for (const batch of batchesOf(db, table)) {
    const found = await arrived.next(batch.length)
    const differing = batch.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(found[index]))
    if (differing >= 0)
      throw new Error(`Row ${rows + differing + 1} of the table ${table.name} is another one in PostgreSQL.`)
    rows += batch.length
    onProgress({ ...progress, rows })
  }
  if ((await arrived.next(1)).length > 0) throw new Error(`The table ${table.name} has further rows in PostgreSQL.`)
  await arrived.close()
  return rows
}

/** Runs work in a transaction that keeps others from the tables. A command that was killed holds them for some moments. */
async function inTransaction<T>(session: Session, tables: readonly MovedTable[], work: () => Promise<T>): Promise<T> {
  await session.query({ text: 'begin' })
  try {
    await session.query({ text: `lock table ${tables.map(({ name }) => `"${name}"`)} in exclusive mode` })
    const result = await work()
    await session.query({ text: 'commit' })
    return result
  } catch (error) {
    await session.query({ text: 'rollback' }).catch(() => undefined)
    throw error
  }
}

function refuseNullCharacters(db: Database, tables: readonly MovedTable[]): void {
  const found = nullCharacters(db, tables, MOST_LISTED)
  if (found.length === 0) return
  throw new Error(`PostgreSQL cannot store the character U+0000; remove it first. ${found.join(' ')}`)
}

/** Whether both databases are of the same installation: an earlier move has copied it. */
async function hasSameKey(session: Session, db: Database): Promise<boolean> {
  const { rows } = await session.query({ text: 'select key from installation' })
  const [installation] = rows as { key: Buffer }[]
  return installation !== undefined && keyOf(db).equals(installation.key)
}

async function refuseRows({ session, to }: Move, tables: readonly MovedTable[]): Promise<void> {
  const occupied = await firstWithRows(session, tables)
  if (occupied === undefined) return
  throw new Error(
    `The database ${to} has rows already, such as those of the table ${occupied}. Nothing has moved. Make an empty database ` +
      'for Latchstring and configure it (store.postgres.url).',
  )
}
