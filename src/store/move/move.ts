import type { Database } from 'better-sqlite3'
import { withSession } from '../postgres/command-session.js'
import { refuseInUse } from '../postgres/in-use.js'
import { nameOf, type Place } from '../postgres/place.js'
import { prepareIn } from '../postgres/prepare.js'
import { PostgresRunner } from '../postgres/runner.js'
import type { Session } from '../postgres/session.js'
import { markMoved } from '../sqlite/moved.js'
import { type OpenOptions, openToServe } from '../sqlite/open.js'
import { SqliteRunner } from '../sqlite/runner.js'
import { rowFaults } from '../tables/check.js'
import { keyOf } from '../tables/key.js'
import { compareRows, copyRows, type Moving } from './rows.js'
import { lastNumber, type MovedTable, movedTables, nullCharacters } from './source.js'
import { firstWithRows, giveHomes, setIdentities, withoutIndexes } from './target.js'

/** What to move, and where to. */
export type Move = {
  /** The path of the database of SQLite. */
  readonly from: string
  /** The database of PostgreSQL. */
  readonly to: Place
  /** The domain of the service. */
  readonly domain: string
  /** Now, in milliseconds since 1970. */
  readonly now: () => number
  readonly log?: OpenOptions['log']
  readonly onProgress: Moving['onProgress']
}

/** `wasThere`: an earlier move had copied all rows and was cut short before it marked the database. */
export type Moved = { readonly rows: number; readonly wasThere: boolean }

/** How long another command may keep the database of SQLite locked, in milliseconds. */
const BUSY_TIMEOUT = 5000
const MOST_LISTED = 10

/**
 * Moves all rows of a database of SQLite into an empty one of PostgreSQL, in one transaction there, and marks the first one,
 * so that nothing uses it any more. Rejects, and nothing has moved, if a service runs on one of them, if the second one has
 * rows, or if the rows have faults or do not arrive as they were. Cut short between commit and mark, the next call only
 * compares and marks.
 */
export async function moveToPostgres({ from, to, domain, now, log, onProgress }: Move): Promise<Moved> {
  const { db, close } = openToServe(from, { log })
  try {
    // Nothing may write into the database from here until it is marked, not even a command beside the service.
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT}`)
    db.exec('begin immediate')
    const tables = movedTables(db)
    refuseNullCharacters(db, tables)
    const moved = await withSession(to, async session => {
      await refuseInUse(session)
      await prepareIn(session, domain)
      return inTransaction(session, tables, () => move({ db, session, onProgress }, tables, nameOf(to)))
    })
    markMoved(db, { to: nameOf(to), at: now() })
    db.exec('commit')
    return moved
  } finally {
    close()
  }
}

async function move(moving: Moving, tables: readonly MovedTable[], to: string): Promise<Moved> {
  const { db, session } = moving
  const wasThere = await hasSameKey(db, session)
  if (!wasThere) {
    await refuseRows(session, tables, to)
    await copy(moving, tables)
  }
  let rows = 0
  for (const table of tables) {
    const { count, difference } = await compareRows(moving, table)
    if (difference !== undefined)
      throw new Error(
        `${to} ${wasThere ? 'has this installation already, and has changed since' : 'got other rows'}: ${difference}`,
      )
    rows += count
  }
  return { rows, wasThere }
}

async function copy(moving: Moving, tables: readonly MovedTable[]): Promise<void> {
  const { db, session, onProgress } = moving
  const load = async () => {
    for (const table of tables) await copyRows(moving, table)
  }
  await withoutIndexes(session, tables, { load, onIndex: name => onProgress(`Making the index ${name}`) })
  await setIdentities(session, tables, (table, column) => lastNumber(db, table, column))
  await giveHomes(session)
  await session.query({ text: 'analyze' })
  const faults = await new PostgresRunner(session).read(rowFaults({}))
  if (faults.length === 0) return
  throw new Error(`The rows have faults, which check-database lists, too. Nothing has moved. ${faults.join(' ')}`)
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

/** Whether both databases are of the same installation: then an earlier move has copied it. */
async function hasSameKey(db: Database, session: Session): Promise<boolean> {
  const theirs = await new PostgresRunner(session).read(keyOf())
  return Buffer.from(new SqliteRunner(db).readAtOnce(keyOf())).equals(theirs)
}

async function refuseRows(session: Session, tables: readonly MovedTable[], to: string): Promise<void> {
  const occupied = await firstWithRows(session, tables)
  if (occupied === undefined) return
  throw new Error(
    `The database ${to} has rows already, such as those of the table ${occupied}. Nothing has moved. Make an empty database ` +
      'for Latchstring and configure it (store.postgres.url).',
  )
}
