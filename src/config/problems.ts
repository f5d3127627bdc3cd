import type { TSchema } from '@sinclair/typebox'
import { Value, type ValueError, ValueErrorType } from '@sinclair/typebox/value'
import { nearestName } from '../nearest-name.js'
import type { ConfigProblem } from './config-error.js'
import { keyPaths } from './key-paths.js'
import { configSchema } from './schema.js'

/** The length of a wrong value in a message, in characters; a longer one is cut. */
const MAX_SHOWN = 80

/** Checks a tree of keys against the schema. Gives one mistake per key, the first one. */
export function problemsOf(tree: unknown): ConfigProblem[] {
  const problems = new Map<string, ConfigProblem>()
  for (const mistake of Value.Errors(configSchema, tree)) {
    if (!problems.has(mistake.path)) problems.set(mistake.path, problemOf(mistake))
  }
  return [...problems.values()]
}

function problemOf(mistake: ValueError): ConfigProblem {
  const key = dottedKey(mistake.path)
  if (mistake.type !== ValueErrorType.ObjectAdditionalProperties) {
    return { key, value: shown(mistake.value, mistake.schema), expected: String(mistake.schema['expected']) }
  }
  const near = nearestName(key, keyPaths(configSchema))
  const known = 'one of the keys listed in config/latchstring.yaml'
  return { key, value: 'an unknown key', expected: near === undefined ? known : `${known}; did you mean ${near}?` }
}

/** Converts the JSON pointer (RFC 6901) of a TypeBox error into a key such as `http.port`. */
function dottedKey(pointer: string): string {
  const names = pointer
    .split('/')
    .slice(1)
    .map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  return names.length === 0 ? 'the file' : escapeControls(names.join('.'))
}

/** A wrong value as text. Only the kind of the value is shown if it is a secret, or a section that may contain one. */
function shown(value: unknown, schema: TSchema): string {
  if (value === undefined) return 'nothing'
  if (schema['secret'] === true && typeof value === 'string') return `a text of ${value.length} characters (not shown)`
  if (schema['secret'] === true || schema['type'] === 'object') return `${kindOf(value)} (not shown)`
  const text = escapeControls(withoutCredentials(typeof value === 'number' ? String(value) : JSON.stringify(value)))
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

/** Hides `//user:password@` in a URL. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/]*@/g, '//(not shown)@')
}

/** Escapes the control characters above U+007E too, which JSON.stringify does not escape and terminals interpret. */
function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    sign => `\\u${sign.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  )
}
