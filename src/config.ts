import { Value } from '@sinclair/typebox/value'
import { LineCounter, parseDocument, type YAMLError } from 'yaml'
import { lackingKeys } from './config/auth.js'
import { preparedDomain, registerFormats } from './config/formats.js'
import { ConfigError, type ConfigProblem, problemsOf } from './config/problems.js'
import { type ConfigTree, configSchema } from './config/schema.js'
import { parseBareJid } from './stanza/jid.js'

export { ConfigError, type ConfigProblem }

type Unchanging<T> = T extends readonly (infer E)[]
  ? readonly E[]
  : T extends object
    ? { readonly [K in keyof T]: Unchanging<T[K]> }
    : T

/** The configuration, complete and checked. Its keys are explained in `config/latchstring.yaml`. */
export type Config = Unchanging<ConfigTree>

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

type Partly<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Partly<T[K]> } : T

/** Some keys of a configuration. */
export type PartialConfig = Partly<Config>

registerFormats()

/**
 * Reads the text of a configuration file (YAML). A key without a value counts as absent. The secrets of the
 * environment, LATCHSTRING_XMPP_SECRET and LATCHSTRING_JWT_SECRET, win over those of the file.
 * Throws a ConfigError that names every mistake.
 */
export function readConfig(text: string, environment: Environment): Config {
  return completeConfig(withoutNulls(parseYaml(text)), environment)
}

/**
 * A configuration without a file: the rooms of `rooms.localhost`, this machine only. `keys` replaces defaults and must
 * hold both secrets. Throws a ConfigError as `readConfig` does.
 */
export function embeddedConfig(keys: PartialConfig): Config {
  return completeConfig({ ...keys, xmpp: { domain: 'rooms.localhost', ...keys.xmpp } }, {})
}

function completeConfig(given: unknown, environment: Environment): Config {
  const tree = structuredClone(given)
  put(tree, ['xmpp', 'secret'], environment['LATCHSTRING_XMPP_SECRET'])
  put(tree, ['auth', 'jwt', 'secret'], environment['LATCHSTRING_JWT_SECRET'])
  const filled = Value.Default(configSchema, tree)
  if (at(filled, ['http', 'publicUrl']) === undefined) put(filled, ['http', 'publicUrl'], ownUrl(filled))
  if (at(filled, ['xmpp', 'userDomain']) === undefined) put(filled, ['xmpp', 'userDomain'], parentDomain(filled))
  const lacking = lackingKeys(at(filled, ['auth', 'jwt']))
  if (!Value.Check(configSchema, filled)) throw new ConfigError([...problemsOf(filled), ...lacking])
  if (lacking.length > 0) throw new ConfigError(lacking)
  filled.xmpp.domain = preparedDomain(filled.xmpp.domain) ?? filled.xmpp.domain
  filled.xmpp.userDomain = preparedDomain(filled.xmpp.userDomain) ?? filled.xmpp.userDomain
  filled.rooms.admins = filled.rooms.admins.map(admin => parseBareJid(admin)?.bare ?? admin)
  filled.http.publicUrl = filled.http.publicUrl.replace(/\/+$/, '')
  return filled
}

/** Where nobody else said how people reach the service. Wrong parts are reported under their own keys. */
function ownUrl(tree: unknown): string {
  const host = String(at(tree, ['http', 'host']))
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${String(at(tree, ['http', 'port']))}`
  return URL.canParse(url) ? url : 'http://127.0.0.1'
}

/** Rooms are usually a name below the domain of the users. A wrong domain is reported under its own key. */
function parentDomain(tree: unknown): string {
  const domain = String(at(tree, ['xmpp', 'domain']))
  const parent = preparedDomain(domain.slice(domain.indexOf('.') + 1))
  return parent ?? 'localhost'
}

function parseYaml(text: string): unknown {
  const lines = new LineCounter()
  // Without pretty errors: they quote the line, which may hold a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  if (document.errors.length > 0) throw new ConfigError(document.errors.map(error => yamlProblem(error, lines)))
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch {
    throw new ConfigError([
      { key: 'the file', value: 'aliases that cannot be resolved', expected: 'plain keys and values' },
    ])
  }
}

function yamlProblem(error: YAMLError, lines: LineCounter): ConfigProblem {
  const { line, col } = lines.linePos(error.pos[0])
  const message = error.message.replace(/"(?:[^"\\]|\\.)*"?|: .*/gs, '').trim()
  return { key: `line ${line}, column ${col}`, value: `a mistake in the YAML (${message})`, expected: 'valid YAML' }
}

function withoutNulls(value: unknown): unknown {
  if (!isTree(value)) return value
  const kept = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutNulls(child)]))
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function at(tree: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return tree
  return isTree(tree) ? at(tree[name], rest) : undefined
}

/** Sets a key, making its sections. Leaves alone what is no section: the check reports it. An empty value is none. */
function put(tree: unknown, [name = '', ...rest]: readonly string[], value: string | undefined): void {
  if (!isTree(tree) || value === undefined || value === '') return
  if (rest.length === 0) {
    tree[name] = value
    return
  }
  tree[name] ??= {}
  put(tree[name], rest, value)
}
