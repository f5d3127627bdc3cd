import type { Database } from 'better-sqlite3'
import type { Session } from '../postgres/session.js'
import { batchesOf, countOf, type MovedTable } from './source.js'
import { insertGrams, openRows, putRows } from './target.js'

/** A move that is under way. */
export type Moving = {
  readonly db: Database
  readonly session: Session
  /** Is told what is being done, in words. */
  readonly onProgress: (sentence: string) => void
}

/** Copies the rows of a table. */
export async function copyRows({ db, session, onProgress }: Moving, table: MovedTable): Promise<void> {
  const ofRows = countOf(db, table)
  let rows = 0
  for (const batch of batchesOf(db, table)) {
    await putRows(session, table, batch)
    if (table.name === 'listed_room') await insertGrams(session, table, batch)
    rows += batch.length
    onProgress(`Copied: ${progressOf(table, rows, ofRows)}`)
  }
}

/**
 * Compares all rows of a table in the order of their key, which says more than a digest. Gives their number, and a sentence about
 * the first difference.
 */
export async function compareRows(
  { db, session, onProgress }: Moving,
  table: MovedTable,
): Promise<{ count: number; difference?: string }> {
  const ofRows = countOf(db, table)
  const arrived = await openRows(session, table)
  let count = 0
  for (const batch of batchesOf(db, table)) {
    const found = await arrived.next(batch.length)
    const differing = batch.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(found[index]))
    if (differing >= 0)
      return { count, difference: `row ${count + differing + 1} of the table ${table.name} is another one` }
    count += batch.length
    onProgress(`Compared: ${progressOf(table, count, ofRows)}`)
  }
  if ((await arrived.next(1)).length > 0) return { count, difference: `the table ${table.name} has further rows` }
  await arrived.close()
  return { count }
}

function progressOf({ name }: MovedTable, rows: number, ofRows: number): string {
  return `${rows.toLocaleString('en')} of ${ofRows.toLocaleString('en')} rows of the table ${name}`
}
