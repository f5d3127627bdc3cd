import type { Database } from 'better-sqlite3'
import type { ClientBase } from 'pg'
import type { Test } from 'tap'
import { openInMemory } from '../../../../src/store/sqlite/open.js'
import type { Made } from './made.js'

/** A table, with what both engines can say of it. */
type Table = {
  readonly columns: Readonly<Record<string, Column>>
  readonly key: readonly string[]
  /** Columns that refer to those of other tables, and what becomes of a row that refers to nothing. */
  readonly references: readonly string[]
  /** Further keys, each as a text. */
  readonly unique: readonly string[]
}
type Column = {
  readonly kind: 'text' | 'number' | 'bytes' | 'texts'
  readonly isOptional: boolean
  readonly isMade: boolean
  readonly default: string | undefined
}
type Tables = Readonly<Record<string, Table>>

/** Only PostgreSQL has these: several instances use it, it counts occupants later, and no file has the number of its version. */
const OWN_TABLES = ['instance', 'room_home', 'room_to_count', 'schema_version']
/** SQLite keeps the grams in an index of its own kind. Long addresses have another key in PostgreSQL (`schema/occupants.ts`). */
const OWN_KEYS = new Map([
  ['listed_room', ['jid']],
  ['occupant_session', ['room, text_hash(session)']],
])
const OWN_INDEXES = ['occupant_session_room', 'occupant_session_session', 'room_gram_grams']
/** The key of PostgreSQL for the addresses of listed rooms takes its place. */
const SQLITES_INDEXES = ['listed_room_address']

/** Both stores have the same tables, so that none is added to one of them alone. */
export async function sameTables(t: Test, { client }: Made): Promise<void> {
  const { db, close } = openInMemory()
  t.teardown(close)
  const [sqlite, postgres] = [tablesOfSqlite(db), await tablesOfPostgres(client)]

  t.test('with the same columns, keys and references', async t => {
    const { room_gram, ...shared } = Object.fromEntries(
      Object.entries(postgres).filter(([name]) => !OWN_TABLES.includes(name)),
    )
    t.strictSame(Object.keys(room_gram?.columns ?? {}), ['grams', 'rowid'])
    t.strictSame(Object.keys(shared), Object.keys(sqlite))
    for (const [name, table] of Object.entries(sqlite)) {
      const { columns = {}, ...rest } = shared[name] ?? {}
      const { domain, ...known }: Table['columns'] = columns
      t.equal(domain !== undefined, name === 'installation', `only the installation has a domain: ${name}`)
      t.strictSame({ columns: known, ...rest }, { ...table, unique: OWN_KEYS.get(name) ?? table.unique }, name)
    }
  })

  t.test('with indexes of the same names', async t => {
    const { rows } = await client.query<{ name: string }>(`
      select relname as name from pg_index join pg_class on pg_class.oid = indexrelid
      where relnamespace = current_schema()::regnamespace
        and not exists (select from pg_constraint where conindid = indexrelid)`)
    const names = db
      .prepare<[], string>("select name from sqlite_schema where type = 'index' and sql is not null")
      .pluck()
      .all()
    const shared = rows.map(({ name }) => name).filter(name => !OWN_INDEXES.includes(name))
    t.strictSame(shared.sort(), names.filter(name => !SQLITES_INDEXES.includes(name)).sort())
  })

  t.test('whose texts PostgreSQL compares by their bytes, as SQLite does', async t => {
    const { rows } = await client.query(`
      select table_name, column_name from information_schema.columns
      where table_schema = current_schema() and data_type in ('text', 'ARRAY') and collation_name is distinct from 'C'`)
    t.strictSame(rows, [])
  })
}

function tablesOfSqlite(db: Database): Tables {
  const names = db
    .prepare<[], string>(
      `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' order by name`,
    )
    .pluck()
    .all()
  return Object.fromEntries(names.map(name => [name, tableOfSqlite(db, name)]))
}

type SqliteColumn = {
  name: string
  type: string
  notnull: number
  pk: number
  hidden: number
  dflt_value: string | null
}
type SqliteReference = { table: string; from: string; to: string; on_delete: string }

function tableOfSqlite(db: Database, name: string): Table {
  const columns = db.pragma(`table_xinfo(${name})`) as SqliteColumn[]
  const references = db.pragma(`foreign_key_list(${name})`) as SqliteReference[]
  const keys = db.pragma(`index_list(${name})`) as { name: string; unique: number; origin: string }[]
  return {
    columns: sorted(
      columns.map(({ name, type, notnull, pk, hidden, dflt_value }) => [
        name,
        {
          kind: ({ INTEGER: 'number', TEXT: 'text', BLOB: 'bytes' } as const)[type.toUpperCase()] ?? 'texts',
          isOptional: notnull === 0 && pk === 0 && hidden === 0,
          isMade: hidden !== 0,
          default: dflt_value ?? undefined,
        },
      ]),
    ),
    key: columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name),
    references: references.map(({ from, table, to, on_delete }) => `${from} ${table} ${to} ${on_delete.toLowerCase()}`),
    unique: keys
      .filter(({ unique, origin }) => unique === 1 && origin === 'u')
      .map(key => (db.pragma(`index_info(${key.name})`) as { name: string }[]).map(({ name }) => name).join(', '))
      .sort(),
  }
}

type PostgresColumn = {
  table_name: string
  column_name: string
  data_type: string
  is_nullable: string
  is_generated: string
  column_default: string | null
}
type PostgresKey = {
  table: string
  kind: string
  columns: string[]
  other: string | null
  others: string[] | null
  action: string
}

async function tablesOfPostgres(client: ClientBase): Promise<Tables> {
  const { rows: columns } = await client.query<PostgresColumn>(`
    select table_name, column_name, data_type, is_nullable, is_generated, column_default
    from information_schema.columns where table_schema = current_schema() order by table_name`)
  const namesOf = (relation: string, numbers: string) => `(
    select array_agg(attname::text order by place) from unnest(${numbers}) with ordinality as named (number, place)
    join pg_attribute on attrelid = ${relation} and attnum = number)`
  const { rows: keys } = await client.query<PostgresKey>(`
    select conrelid::regclass::text as table, contype as kind, ${namesOf('conrelid', 'conkey')} as columns,
      confrelid::regclass::text as other, ${namesOf('confrelid', 'confkey')} as others, confdeltype as action
    from pg_constraint where connamespace = current_schema()::regnamespace
    union all
    select indrelid::regclass::text, 'u', array[pg_get_indexdef(indexrelid, 1, true), pg_get_indexdef(indexrelid, 2, true)], null, null, ''
    from pg_index where indisunique and indexprs is not null`)
  const names = [...new Set(columns.map(column => column.table_name))]
  return Object.fromEntries(
    names.map(name => {
      const own = keys.filter(({ table }) => table.replaceAll('"', '') === name)
      return [
        name,
        {
          columns: sorted(columns.filter(column => column.table_name === name).map(columnOfPostgres)),
          key: own.find(({ kind }) => kind === 'p')?.columns ?? [],
          references: own
            .filter(({ kind }) => kind === 'f')
            .map(({ columns, other, others, action }) =>
              [columns.join(), other, others?.join(), action === 'c' ? 'cascade' : 'no action'].join(' '),
            ),
          unique: own
            .filter(({ kind }) => kind === 'u')
            .map(({ columns }) => columns.join(', '))
            .sort(),
        },
      ]
    }),
  )
}

const KINDS: Readonly<Record<string, Column['kind']>> = {
  bigint: 'number',
  integer: 'number',
  smallint: 'number',
  text: 'text',
  bytea: 'bytes',
}

function columnOfPostgres(column: PostgresColumn): [string, Column] {
  return [
    column.column_name,
    {
      kind: KINDS[column.data_type] ?? 'texts',
      isOptional: column.is_nullable === 'YES' && column.is_generated === 'NEVER',
      isMade: column.is_generated !== 'NEVER',
      default: column.column_default?.replace(/::text$/, ''),
    },
  ]
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}
