import type { Value } from '../tables/statement.js'

/** The prefix of the numbers of the columns in `givenRows`. */
export const GIVEN = 'given.p'

/** Rows of values as a table of a query. */
type GivenRows = {
  /** The table: its columns are `given.p1`, `given.p2` and so on, and `given.place`, the number of the row from 1 on. */
  readonly from: string
  /** The values of `$1`, `$2` and so on: a list for each column. */
  readonly columns: readonly (readonly (Value | undefined)[])[]
}

/** Makes a table of rows of the same length. Undefined if there is no column, or if the type of a column is not to be seen. */
export function givenRows(rows: readonly (readonly Value[])[]): GivenRows | undefined {
  const columns = (rows[0] ?? []).map((_, n) => rows.map(row => row[n]))
  const types = columns.map(typeOf)
  if (types.length === 0 || types.includes(undefined)) return undefined
  const lists = types.map((type, n) => `$${n + 1}::${type}[]`)
  const names = types.map((_, n) => `p${n + 1}`)
  return { from: `unnest(${lists}) with ordinality as given (${names}, place)`, columns }
}

/** The type of PostgreSQL for values; undefined if they are of several, or all null. */
function typeOf(values: readonly (Value | undefined)[]): string | undefined {
  const types = new Set(values.filter(value => value !== null).map(typeOfValue))
  const [type] = types
  return types.size === 1 ? type : undefined
}

function typeOfValue(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'bigint' : undefined
  return value instanceof Uint8Array ? 'bytea' : undefined
}
