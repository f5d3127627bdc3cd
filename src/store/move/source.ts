import type { Database } from 'better-sqlite3'
import { tablesOf } from '../sqlite/structure.js'

/** A table to be moved, with the types that its columns have in PostgreSQL. */
export type MovedTable = {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** The names of the columns of the primary key. */
  readonly key: readonly string[]
}

/** The values of a row in the form in which PostgreSQL writes them as text. */
export type TextRow = readonly (string | null)[]

/** The most rows that are read and sent at a time, and the length in characters that ends a batch earlier. */
const BATCH = { rows: 1000, length: 4_000_000 }
const TYPES: Readonly<Record<string, string>> = { TEXT: 'text', INTEGER: 'bigint', BLOB: 'bytea' }

/** All tables of a database of SQLite, each after those to which it refers. Generated columns are left out. */
export function movedTables(db: Database): readonly MovedTable[] {
  const rank = (name: string) => (db.pragma(`foreign_key_list(${name})`) as unknown[]).length
  return tablesOf(db)
    .sort((one, other) => rank(one) - rank(other))
    .map(name => {
      const columns = db.pragma(`table_info(${name})`) as { name: string; type: string; pk: number }[]
      const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
      return {
        name,
        columns: columns.map(({ name, type }) => ({ name, type: TYPES[type] ?? type })),
        key: key.map(({ name }) => name),
      }
    })
}

/** The rows of a table in the order of its key. No other statement may write until all are read. */
export function* batchesOf(db: Database, { name, columns, key }: MovedTable): Generator<readonly TextRow[], void> {
  const order = key.map(column => `"${column}"`)
  const select = db.prepare<[], unknown[]>(`select ${namesOf(columns)} from "${name}" order by ${order}`)
  const rows = select.raw().safeIntegers().iterate()
  let batch: TextRow[] = []
  let length = 0
  for (const row of rows) {
    const texts = row.map(textOf)
    batch.push(texts)
    length += texts.reduce((sum, text) => sum + (text?.length ?? 0), 0)
    if (batch.length < BATCH.rows && length < BATCH.length) continue
    yield batch
    batch = []
    length = 0
  }
  if (batch.length > 0) yield batch
}

/** The names of columns in SQL. */
export function namesOf(columns: MovedTable['columns']): string {
  return columns.map(({ name }) => `"${name}"`).join(', ')
}

/** Whether a new database has the only row of this table already. */
export function isForOneRow({ key }: MovedTable): boolean {
  return key[0] === 'only'
}

export function countOf(db: Database, { name }: MovedTable): number {
  return Number(db.prepare(`select count(*) from "${name}"`).pluck().get())
}

/** The number behind which the next one of a table with an identity begins: no number is ever given again. */
export function lastNumber(db: Database, { name }: MovedTable, column: string): number {
  const given = db.prepare<[string], number>('select seq from sqlite_sequence where name = ?').pluck().get(name) ?? 0
  const last = db.prepare<[], number>(`select max("${column}") from "${name}"`).pluck().get() ?? 0
  return Math.max(given, last)
}

/**
 * The texts with the character U+0000, which PostgreSQL does not store, as sentences that name the table and the key: at most
 * `most`.
 */
export function nullCharacters(db: Database, tables: readonly MovedTable[], most: number): string[] {
  const found: string[] = []
  for (const { name, columns, key } of tables) {
    for (const column of columns) {
      if (column.type !== 'text') continue
      const rows = db.prepare<[number], Record<string, unknown>>(
        `select ${key.map(part => `"${part}"`)} from "${name}" where instr("${column.name}", char(0)) > 0 limit ?`,
      )
      for (const row of rows.all(most - found.length)) {
        found.push(`The column ${column.name} of the table ${name} has the character U+0000 in ${JSON.stringify(row)}.`)
      }
    }
  }
  return found
}

function textOf(value: unknown): string | null {
  if (value === null) return null
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : String(value)
}
