import Sqlite, { type Database } from 'better-sqlite3'
import { attr, parseElement } from '../../stanza/element.js'
import { isDamage } from './faults.js'
import { invariants } from './invariants.js'
import { LATEST, versionOf } from './migrate.js'
import { structureFaults } from './structure.js'

export type CheckOptions = {
  /** Now, in milliseconds since 1970. */
  readonly now?: number
  /**
   * Nothing may wait in the outbox: for a service whose link to the XMPP server is up and that has had time. Otherwise
   * what waits is sound.
   */
  readonly isDrained?: boolean
  /** In milliseconds: what has waited in the outbox for longer is stuck, for a service whose link is up. */
  readonly stuckAfter?: number
}

export type Examination = {
  /** How many migrations the database has had. */
  readonly version: number
  /** Each a sentence; none where it is sound. */
  readonly faults: readonly string[]
}

/** More of one kind are counted and not told. */
const MOST_TOLD = 10

/**
 * What is wrong with a database. It is only read, in one transaction, also beside a running service. Of an earlier
 * version's rows, only SQLite's own rules are known and checked. Throws where the file cannot be read.
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

/** How a sound database is spoken of. */
export function soundness(version: number): string {
  if (version === LATEST) return 'is sound.'
  return `has no damage. It has version ${version}: its rows can be checked when a start has brought it to ${LATEST}.`
}

function examine(db: Database, options: CheckOptions): Examination {
  const version = versionOf(db)
  const damage = structureFaults(db, 'full').map(fault => `The file is damaged: ${fault}.`)
  const own = [...damage, ...referenceFaults(db)]
  // What is asked of broken tables has no meaning.
  if (own.length > 0 || version < LATEST) return { version, faults: own }
  if (version > LATEST) {
    return { version, faults: [`It has version ${version}; this Latchstring knows ${LATEST} at the most.`] }
  }
  return { version, faults: [...invariantFaults(db, options.now ?? Date.now()), ...outboxFaults(db, options)] }
}

function referenceFaults(db: Database): string[] {
  const found = db.pragma('foreign_key_check') as { table: string; parent: string }[]
  const count = new Map<string, number>()
  for (const { table, parent } of found) {
    const kind = `of the table ${table} belong to no row of the table ${parent}`
    count.set(kind, (count.get(kind) ?? 0) + 1)
  }
  return [...count].map(([kind, rows]) => `Rows ${kind}: ${rows}.`)
}

function invariantFaults(db: Database, now: number): string[] {
  return invariants.flatMap(({ sql }) => {
    const statement = db.prepare<unknown[], string>(sql).pluck()
    const found = sql.includes('@now') ? statement.all({ now }) : statement.all()
    const rest = found.length - MOST_TOLD
    return [...found.slice(0, MOST_TOLD).map(printable), ...(rest > 0 ? [`There are ${rest} more of this kind.`] : [])]
  })
}

type Row = { readonly id: string; readonly stanza: string; readonly waits: 0 | 1; readonly createdAt: number }

/** Each row must be what can be sent: a message with its addresses, and the id by which it is known. */
function outboxFaults(db: Database, { isDrained = false, stuckAfter, now = Date.now() }: CheckOptions): string[] {
  const rows = db
    .prepare<[], Row>('select id, stanza, confirmed_at is null as waits, created_at as createdAt from outbox')
    .all()
  const faults = rows.filter(row => !isDelivery(row)).map(({ id }) => `The delivery ${id} cannot be sent.`)
  const waiting = rows.filter(({ waits }) => waits === 1)
  if (isDrained && waiting.length > 0) {
    faults.push(`Deliveries that wait although all is delivered: ${waiting.length}.`)
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

/** Names and nicks come from strangers; the sentences go to a terminal. */
function printable(sentence: string): string {
  return sentence.replace(/\p{C}/gu, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
