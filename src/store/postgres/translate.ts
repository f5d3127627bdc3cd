import { createHash } from 'node:crypto'
import type { Asked, Step, Value } from '../tables/statement.js'
import type { Query } from './session.js'

/** A parameter of a statement: its name, or its place for `?`. */
export type Parameter = string | number

/** A statement for PostgreSQL, with its parameters in the order of `$1`, `$2`. */
type Translation = { readonly text: string; readonly name: string; readonly parameters: readonly Parameter[] }

/** What of SQL is to be told apart: texts, names in quotes and comments stay as they are. */
const TOKENS = new RegExp(
  [
    /(?<kept>'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/)/,
    /(?<index>\s+(?:indexed\s+by\s+[a-z_][a-z_0-9]*|not\s+indexed)\b)/,
    /\beach\s*\(\s*@(?<list>[a-z_]\w*)\s*\)/,
    /@(?<parameter>[a-z_]\w*)/,
    /(?<place>\?)/,
    /(?<word>[a-z_][a-z_0-9$]*)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
)

const translations = new WeakMap<Step['statement'], Map<string, Translation>>()

/** Makes the query of a step: `StatementError` may come from the server only. */
export function queryOf({ statement, asked }: Step): Query {
  const { text, name, parameters } = translationOf(statement, asked)
  const values = parameters.map(one => valueFor(asked, one))
  return { text, name, values, ...(statement.isPlucked && { rowMode: 'array' }) }
}

/**
 * Translates a statement of both engines: `@name` and `?` become `$1` and so on, the name `user` gets quotes (PostgreSQL has a
 * function of this name), the hints for SQLite's indexes vanish, and `each(@list)` becomes a table of texts, or of numbers if
 * the list is one. An empty list counts as texts: a statement with numbers says `cast(value as bigint)`. `prefix` is what
 * stands before the numbers of the parameters.
 */
export function translated(
  sql: string,
  { isNumbers = () => false, prefix = '$' }: { isNumbers?: (list: string) => boolean; prefix?: string } = {},
): { text: string; parameters: readonly Parameter[] } {
  const parameters: Parameter[] = []
  let places = 0
  const numberOf = (one: Parameter) => {
    const known = parameters.indexOf(one)
    return `${prefix}${known < 0 ? parameters.push(one) : known + 1}`
  }
  const text = sql.replace(TOKENS, (token, ...matched) => {
    const { index, list, parameter, place, word }: Record<string, string | undefined> = matched.at(-1)
    if (index !== undefined) return ''
    if (list !== undefined) return `unnest(${numberOf(list)}::${isNumbers(list) ? 'bigint' : 'text'}[]) as each(value)`
    if (parameter !== undefined) return numberOf(parameter)
    if (place !== undefined) return numberOf(places++)
    return word?.toLowerCase() === 'user' ? '"user"' : token
  })
  return { text, parameters }
}

/** The name under which a session prepares a query. */
export function namedBy(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** The value of a parameter. Throws if there is none. */
export function valueFor(asked: Asked, parameter: Parameter): Value {
  const value = (asked as Readonly<Record<Parameter, Value | undefined>>)[parameter]
  if (value === undefined) throw new Error(`A statement has no value for the parameter @${parameter}`)
  return value
}

function translationOf(statement: Step['statement'], asked: Asked): Translation {
  const numbers = Object.entries(asked)
    .filter(([, value]) => Array.isArray(value) && typeof value[0] === 'number')
    .map(([name]) => name)
  const known = translations.get(statement) ?? new Map<string, Translation>()
  translations.set(statement, known)
  const found = known.get(numbers.join())
  if (found) return found
  const isNumbers = (list: string) => numbers.includes(list)
  const { text, parameters } = translated(statement.postgres ?? statement.sql, { isNumbers })
  const translation = { text, name: namedBy(text), parameters }
  known.set(numbers.join(), translation)
  return translation
}
