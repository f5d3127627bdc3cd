import type { Session } from '../postgres/session.js'
import { gramsOf } from '../tables/search-text.js'
import { isForOneRow, type MovedTable, namesOf, type TextRow } from './source.js'

const NO_INSTANCE = '00000000-0000-0000-0000-000000000000'

/** Adds rows to a table, with the numbers that they have. A table for one row has it from the beginning: that is replaced. */
export async function putRows(session: Session, table: MovedTable, rows: readonly TextRow[]): Promise<void> {
  const { name, columns } = table
  const lists = columns.map(({ type }, index) => `$${index + 1}::${type}[]`)
  const given = `unnest(${lists}) as given (${namesOf(columns)})`
  const sets = columns.map(column => `"${column.name}" = given."${column.name}"`)
  await session.query({
    text: isForOneRow(table)
      ? `update "${name}" set ${sets} from ${given}`
      : `insert into "${name}" (${namesOf(columns)}) select * from ${given}`,
    values: columns.map((_, index) => rows.map(row => row[index])),
  })
}

/** Adds to the index of texts what it has of rows of `listed_room`. */
export async function insertGrams(session: Session, { columns }: MovedTable, rows: readonly TextRow[]): Promise<void> {
  const [ids, ...texts] = ['id', 'name', 'description', 'address'].map(searched => {
    const index = columns.findIndex(({ name }) => name === searched)
    return rows.map(row => row[index] ?? '')
  })
  const grams = rows.map((_, index) => gramsOf(texts.map(column => column[index]).join('\n')))
  await session.query({
    text: `insert into room_gram (rowid, grams)
      select id, string_to_array(grams, ' ') from unnest($1::bigint[], $2::text[]) as given (id, grams)`,
    values: [ids, grams],
  })
}

/** The first of the tables that has a row which a new database has not. */
export async function firstWithRows(session: Session, tables: readonly MovedTable[]): Promise<string | undefined> {
  for (const { name } of tables.filter(table => !isForOneRow(table))) {
    if ((await session.query({ text: `select 1 from "${name}" limit 1` })).rows.length > 0) return name
  }
  return undefined
}

/**
 * Loads rows while the triggers rest, which would count what other rows say already, and without the indexes that forbid nothing:
 * to make these behind the rows takes a part of the time.
 */
export async function withoutIndexes(
  session: Session,
  tables: readonly MovedTable[],
  { load, onIndex }: { load: () => Promise<void>; onIndex: (name: string) => void },
): Promise<void> {
  const { rows } = await session.query({
    text: `select indexrelid::regclass::text, pg_get_indexdef(indexrelid)
      from pg_index join pg_class on pg_class.oid = indrelid
      where relnamespace = current_schema()::regnamespace and not indisunique`,
    rowMode: 'array',
  })
  const indexes = rows as [string, string][]
  for (const [name] of indexes) await session.query({ text: `drop index ${name}` })
  for (const { name } of tables) await session.query({ text: `alter table "${name}" disable trigger user` })
  await load()
  for (const { name } of tables) await session.query({ text: `alter table "${name}" enable trigger user` })
  for (const [name, text] of indexes) {
    onIndex(name)
    await session.query({ text })
  }
}

/** Makes the identities of tables go on behind the number that `lastOf` gives for a table and a column; 0: behind none. */
export async function setIdentities(
  session: Session,
  tables: readonly MovedTable[],
  lastOf: (table: MovedTable, column: string) => number,
): Promise<void> {
  const { rows } = await session.query({
    text: `select table_name, column_name from information_schema.columns
      where table_schema = current_schema() and is_identity = 'YES'`,
    rowMode: 'array',
  })
  for (const [name, column] of rows as [string, string][]) {
    const table = tables.find(table => table.name === name)
    if (!table) continue
    const last = lastOf(table, column)
    await session.query({
      text: 'select setval(pg_get_serial_sequence(quote_ident($1), $2), $3, $4)',
      values: [name, column, Math.max(last, 1), last > 0],
    })
  }
}

/**
 * Gives each room a home that no instance is. A service that has begun meanwhile, and makes a room of the same address, would
 * overwrite a room without one.
 */
export async function giveHomes(session: Session): Promise<void> {
  await session.query({ text: 'insert into room_home select jid, $1 from room', values: [NO_INSTANCE] })
}

/** Reads the rows of a table in the order of its key: each time as many as are asked for. In a transaction. */
export async function openRows(
  session: Session,
  { name, columns, key }: MovedTable,
): Promise<{ next(count: number): Promise<TextRow[]>; close(): Promise<void> }> {
  const texts = columns.map(column => `"${column.name}"::text`)
  // The name of the table: otherwise it would be the order of the texts.
  const order = key.map(column => `"${name}"."${column}"`)
  await session.query({ text: `declare moved no scroll cursor for select ${texts} from "${name}" order by ${order}` })
  return {
    next: async count =>
      (await session.query({ text: `fetch ${count} from moved`, rowMode: 'array' })).rows as TextRow[],
    close: async () => void (await session.query({ text: 'close moved' })),
  }
}
