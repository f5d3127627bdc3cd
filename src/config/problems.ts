import type { TSchema } from '@sinclair/typebox'
import { Value, type ValueError, ValueErrorType } from '@sinclair/typebox/value'
import { keyPaths, nearestKey } from './nearest-key.js'
import { configSchema } from './schema.js'

/** One mistake in the configuration, ready to be shown: `value` never holds a secret or a control character. */
export type ConfigProblem = { readonly key: string; readonly value: string; readonly expected: string }

/** The configuration cannot be used. Its message lists every mistake, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ key, value, expected }) => `${key}: found ${value}, expected ${expected}`).join('\n'))
  }
}

const LONGEST_SHOWN = 80

/** Every mistake of a tree of keys against the schema; the first one only where a key has several. */
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
  const near = nearestKey(key, keyPaths(configSchema))
  const known = 'one of the keys listed in config/latchstring.yaml'
  return { key, value: 'an unknown key', expected: near === undefined ? known : `${known}; did you mean ${near}?` }
}

/** TypeBox names a place by a JSON pointer (RFC 6901). */
function dottedKey(pointer: string): string {
  const names = pointer
    .split('/')
    .slice(1)
    .map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  return names.length === 0 ? 'the file' : escapeControls(names.join('.'))
}

/** A wrong value as text. Where a secret is, or could have slipped one level up, only its kind is told. */
function shown(value: unknown, schema: TSchema): string {
  if (value === undefined) return 'nothing'
  if (schema['secret'] === true && typeof value === 'string') return `a text of ${value.length} characters (not shown)`
  if (schema['secret'] === true || schema['type'] === 'object') return `${kindOf(value)} (not shown)`
  const text = escapeControls(withoutCredentials(typeof value === 'number' ? String(value) : JSON.stringify(value)))
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

/** `//user:password@` in an address. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/]*@/g, '//(not shown)@')
}

/** A terminal would act on these; JSON.stringify leaves the ones above U+007E as they are. */
function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    sign => `\\u${sign.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  )
}
