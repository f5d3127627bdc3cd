import { type Reading, statement } from '../statement.js'

/** Runs a reading on one state of a store. */
export type Read = <T>(reading: Reading<T>) => T | Promise<T>

/** Rows that are read at a time. */
export const PORTION = 500

/** All rows of a query that gives the rows after a position, a portion at a time. */
export async function* byPosition<Row extends { readonly position: number }>(
  read: Read,
  portion: (after: number) => Reading<Row[]>,
): AsyncIterable<Row> {
  for (let after = 0; ; ) {
    const rows = await read(portion(after))
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.position
  }
}

type Source = { readonly table: string; readonly key: string; readonly where?: string }

/** All rows of a table in the order of its key, a text. */
export async function* byKey<Row extends object>(
  read: Read,
  { table, key, where = 'true' }: Source,
): AsyncIterable<Row> {
  const portion = statement<[string], Row>(
    `select * from ${table} where ${key} > ? and ${where} order by ${key} limit ${PORTION}`,
  )
  for (let after = ''; ; ) {
    const rows = await read(portion.all(after))
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = String(Reflect.get(last, key))
  }
}
