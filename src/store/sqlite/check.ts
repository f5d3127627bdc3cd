import Sqlite, { type Database } from 'better-sqlite3'
import { attr, parseElement } from '../../stanza/element.js'
import { isDamage } from './faults.js'
import { invariants } from './invariants.js'
import { LATEST, versionOf } from './migrate.js'
import { structureFaults } from './structure.js'

/** What a check knows about the service that uses the database. */
export type CheckOptions = {
  /** Now, in milliseconds since 1970. */
  readonly now?: number
  /** Whether a waiting delivery is a fault: after a connected service has had time to deliver. */
  readonly isDrained?: boolean
  /** After how many milliseconds a waiting delivery is a fault, for a connected service. */
  readonly stuckAfter?: number
}

/** The result of a check. */
export type Examination = {
  /** The number of migrations applied to the database. */
  readonly version: number
  /** One sentence per fault; empty for a sound database. */
  readonly faults: readonly string[]
}

/** The maximum number of listed faults of one kind; further ones are counted. */
const MAX_LISTED = 10

/**
 * Checks a database. Reads it in one transaction, also while a service runs, and changes nothing. The rows of an earlier
 * version are checked by SQLite's own rules only. Throws if the file cannot be read.
 */
export function checkDatabase(path: string, options: CheckOptions = {}): Examination {
  const db = new Sqlite(path, { readonly: true, fileMustExist: true })
  try {
    return db.transaction(() => examine(db, options))()
  } catch (error) {
    if (isDamage(error)) return { version: 0, faults: [`The database is damaged: ${error.message}.`] }
    throw error
  } finally {
    db.close()
  }
}

/** The end of a sentence about a database of this version without faults. */
export function soundness(version: number): string {
  if (version === LATEST) return 'is sound.'
  return `has no damage. It has version ${version}: its rows can be checked after a start has migrated it to version ${LATEST}.`
}

function examine(db: Database, options: CheckOptions): Examination {
  const version = versionOf(db)
  const damage = structureFaults(db, 'full').map(fault => `The file is damaged: ${fault}.`)
  const own = [...damage, ...referenceFaults(db)]
  // Queries on damaged tables give meaningless results.
  if (own.length > 0 || version < LATEST) return { version, faults: own }
  if (version > LATEST) {
    return {
      version,
      faults: [`The database has version ${version}; this Latchstring knows versions up to ${LATEST}.`],
    }
  }
  return { version, faults: [...invariantFaults(db, options.now ?? Date.now()), ...outboxFaults(db, options)] }
}

function referenceFaults(db: Database): string[] {
  const found = db.pragma('foreign_key_check') as { table: string; parent: string }[]
  const count = new Map<string, number>()
  for (const { table, parent } of found) {
    const kind = `of the table ${table} refer to no row of the table ${parent}`
    count.set(kind, (count.get(kind) ?? 0) + 1)
  }
  return [...count].map(([kind, rows]) => `Rows ${kind}: ${rows}.`)
}

function invariantFaults(db: Database, now: number): string[] {
  return invariants.flatMap(({ sql }) => {
    const statement = db.prepare<unknown[], string>(sql).pluck()
    const found = sql.includes('@now') ? statement.all({ now }) : statement.all()
    const unlisted = found.length - MAX_LISTED
    return [
      ...found.slice(0, MAX_LISTED).map(printable),
      ...(unlisted > 0 ? [`There are ${unlisted} more of this kind.`] : []),
    ]
  })
}

type Row = { readonly id: string; readonly stanza: string; readonly waits: 0 | 1; readonly createdAt: number }

/** Every row must contain a message with an address and with the id of the row. */
function outboxFaults(db: Database, { isDrained = false, stuckAfter, now = Date.now() }: CheckOptions): string[] {
  const rows = db
    .prepare<[], Row>('select id, stanza, confirmed_at is null as waits, created_at as createdAt from outbox')
    .all()
  const faults = rows.filter(row => !isDelivery(row)).map(({ id }) => `The delivery ${id} cannot be sent.`)
  const waiting = rows.filter(({ waits }) => waits === 1)
  if (isDrained && waiting.length > 0) {
    faults.push(`Deliveries that wait although all should be delivered: ${waiting.length}.`)
  }
  const stuck = waiting.filter(({ createdAt }) => stuckAfter !== undefined && createdAt < now - stuckAfter)
  if (stuck.length > 0) faults.push(`Deliveries that have waited for more than ${stuckAfter} ms: ${stuck.length}.`)
  return faults.map(printable)
}

function isDelivery({ id, stanza }: { id: string; stanza: string }): boolean {
  try {
    const element = parseElement(stanza)
    return element.is('message') && attr(element, 'id') === id && attr(element, 'to') !== undefined
  } catch {
    return false
  }
}

/** Escapes control characters: nicks and names come from strangers, and the sentences go to a terminal. */
function printable(sentence: string): string {
  return sentence.replace(/\p{C}/gu, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
