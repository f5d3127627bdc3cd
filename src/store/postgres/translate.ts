import { createHash } from 'node:crypto'
import type { Asked, Step, Value } from '../tables/statement.js'
import type { Query } from './session.js'

/** A statement for PostgreSQL, with the names of its parameters in the order of `$1`, `$2`; undefined for values in order. */
type Translation = { readonly text: string; readonly name: string; readonly names: readonly string[] | undefined }

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
  const { text, name, names } = translationOf(statement, asked)
  const values = names ? names.map(one => namedValue(asked, one)) : Object.values(asked)
  return { text, name, values, ...(statement.isPlucked && { rowMode: 'array' }) }
}

/**
 * Translates a statement of both engines: `@name` and `?` become `$1` and so on, the name `user` gets quotes (PostgreSQL has a
 * function of this name), the hints for SQLite's indexes vanish, and `each(@list)` becomes a table of texts, or of numbers if
 * the list is one. An empty list counts as texts: a statement with numbers says `cast(value as bigint)`.
 */
export function translated(
  sql: string,
  isNumbers: (list: string) => boolean,
): { text: string; names: readonly string[] } {
  const names: string[] = []
  let places = 0
  const numberOf = (name: string) => `$${(names.includes(name) ? names.indexOf(name) : names.push(name) - 1) + 1}`
  const text = sql.replace(TOKENS, (token, ...matched) => {
    const { index, list, parameter, place, word }: Record<string, string | undefined> = matched.at(-1)
    if (index !== undefined) return ''
    if (list !== undefined) return `unnest(${numberOf(list)}::${isNumbers(list) ? 'bigint' : 'text'}[]) as each(value)`
    if (parameter !== undefined) return numberOf(parameter)
    if (place !== undefined) return `$${++places}`
    return word?.toLowerCase() === 'user' ? '"user"' : token
  })
  return { text, names }
}

/** The name under which a session prepares a query. */
export function namedBy(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function translationOf(statement: Step['statement'], asked: Asked): Translation {
  const numbers = Object.entries(asked)
    .filter(([, value]) => Array.isArray(value) && typeof value[0] === 'number')
    .map(([name]) => name)
  const known = translations.get(statement) ?? new Map<string, Translation>()
  translations.set(statement, known)
  const found = known.get(numbers.join())
  if (found) return found
  const { text, names } = translated(statement.postgres ?? statement.sql, list => numbers.includes(list))
  const translation = { text, name: namedBy(text), names: Array.isArray(asked) ? undefined : names }
  known.set(numbers.join(), translation)
  return translation
}

function namedValue(asked: Asked, name: string): Value {
  const value = (asked as Readonly<Record<string, Value | undefined>>)[name]
  if (value === undefined) throw new Error(`A statement has no value for the parameter @${name}`)
  return value
}
