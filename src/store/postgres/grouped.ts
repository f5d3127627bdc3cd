import type { Step, Value } from '../tables/statement.js'
import { turns } from '../turns.js'
import { GIVEN, givenRows } from './given-rows.js'
import type { Query } from './session.js'
import { namedBy, type Parameter, queryOf, translated, valueFor } from './translate.js'

/** An insertion of one row, which can be one of many rows. */
type Insertion = {
  /** The statement up to the values, and behind them. */
  readonly head: string
  readonly tail: string
  /** What is inserted, with `given.p1` and so on in place of the parameters. */
  readonly values: string
  readonly parameters: readonly Parameter[]
  /** Of rows with the same values of these parameters the last one counts. */
  readonly key: readonly number[] | undefined
}

/** How a step goes with those around it. */
type Kind = {
  /** The one table that it names beside `room`; undefined if it may depend on steps for any table. */
  readonly table: string | undefined
  readonly insertion: Insertion | undefined
}

/** Steps that are executed together, or one step. */
type Group = {
  readonly statement: Step['statement']
  readonly insertion: Insertion | undefined
  readonly steps: Step[]
}

/** These tables others refer to. */
const REFERRED = ['room', 'listed_room']

const kinds = new WeakMap<Step['statement'], Kind>()

/**
 * Makes the queries of the steps of a batch. Insertions of the same statement become one query, since each costs PostgreSQL
 * a large part of what it costs to insert hundreds of rows. The steps for one table keep their order, and a step for several
 * tables stays where it is. Other events have their turns meanwhile.
 */
export async function groupedQueries(steps: Iterable<Step>): Promise<Query[]> {
  const turn = turns()
  const groups: Group[] = []
  const latest = new Map<string, Group>()
  for (const step of steps) {
    await turn()
    const { statement } = step
    const { table, insertion } = kindOf(statement)
    const open = table === undefined ? undefined : latest.get(table)
    if (insertion && open?.statement === statement) {
      open.steps.push(step)
      continue
    }
    const group = { statement, insertion, steps: [step] }
    groups.push(group)
    if (table === undefined) latest.clear()
    else latest.set(table, group)
  }
  const queries: Query[] = []
  for (const group of groups) {
    queries.push(...queriesOf(group))
    await turn()
  }
  return queries
}

function queriesOf({ insertion, steps }: Group): Query[] {
  const together = insertion && steps.length > 1 ? insertionOf(insertion, steps) : undefined
  return together ? [together] : steps.map(queryOf)
}

/** One insertion of the rows of all steps, in their order; undefined if the type of a column is not to be seen. */
function insertionOf({ head, tail, values, parameters, key }: Insertion, steps: readonly Step[]): Query | undefined {
  const rows = lastOfEach(
    steps.map(({ asked }) => parameters.map(parameter => valueFor(asked, parameter))),
    key,
  )
  const given = givenRows(rows)
  if (!given) return undefined
  const { text } = translated(`${head} select ${values} from ${given.from} order by place ${tail}`)
  return { text, name: namedBy(text), values: given.columns }
}

/** The rows without those whose key a later one has. */
function lastOfEach(rows: readonly Value[][], key: readonly number[] | undefined): readonly Value[][] {
  if (!key) return rows
  const last = new Map(rows.map((row, place) => [JSON.stringify(key.map(column => row[column])), place]))
  if (last.size === rows.length) return rows
  const kept = new Set(last.values())
  return rows.filter((_, place) => kept.has(place))
}

function kindOf(statement: Step['statement']): Kind {
  const known = kinds.get(statement)
  if (known) return known
  const sql = statement.postgres ?? statement.sql
  const named = new Set(
    Array.from(sql.matchAll(/\b(?:into|from|join|update)\s+(?!set\b)(\w+)/gi), ([, table = '']) => table),
  )
  const [table, ...others] = [...named].filter(name => name !== 'room')
  const isApart = table !== undefined && others.length === 0 && !REFERRED.includes(table)
  const kind = { table: isApart ? table : undefined, insertion: isApart ? insertionIn(sql) : undefined }
  kinds.set(statement, kind)
  return kind
}

function insertionIn(sql: string): Insertion | undefined {
  const [, head = '', columns = '', row = '', tail = ''] =
    /^\s*(insert into \w+\s*\(([^)]*)\))\s*values\s*\((.*?)\)\s*(on conflict.*)?$/s.exec(sql) ?? []
  if (head === '' || /[@?]/.test(tail)) return undefined
  const { text: values, parameters } = translated(row, { prefix: GIVEN })
  const key = keyIn(tail, { columns: columns.split(','), values: values.split(',') })
  return key === 'unknown' ? undefined : { head, tail, values, parameters, key }
}

/** The parameters of the key that decides about a conflict; undefined if rows with the same key do no harm. */
function keyIn(
  tail: string,
  { columns, values }: { columns: readonly string[]; values: readonly string[] },
): readonly number[] | undefined | 'unknown' {
  if (tail === '' || /do nothing\s*$/.test(tail)) return undefined
  const [, names] = /^on conflict\s*\(([^()]*)\)\s*do update/.exec(tail) ?? []
  if (names === undefined || columns.length !== values.length) return 'unknown'
  const trimmed = columns.map(column => column.trim())
  const key = names.split(',').map(name => {
    const [, place] = /^\s*given\.p(\d+)\s*$/.exec(values[trimmed.indexOf(name.trim())] ?? '') ?? []
    return Number(place) - 1
  })
  return key.includes(Number.NaN) ? 'unknown' : key
}
