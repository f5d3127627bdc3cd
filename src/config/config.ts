import { Value } from '@sinclair/typebox/value'
import { LineCounter, parseDocument, type YAMLError } from 'yaml'
import { isGuestAddress } from '../guests/guest-address.js'
import { parseBareJid } from '../stanza/jid.js'
import { missingAuthKeys } from './auth.js'
import { ConfigError, type ConfigProblem } from './config-error.js'
import { preparedDomain, registerFormats } from './formats.js'
import { problemsOf } from './problems.js'
import { type ConfigTree, configSchema } from './schema.js'

export { ConfigError, type ConfigProblem }

type Unchanging<T> = T extends readonly (infer E)[]
  ? readonly E[]
  : T extends object
    ? { readonly [K in keyof T]: Unchanging<T[K]> }
    : T

/** The complete and valid configuration. `config/latchstring.yaml` explains its keys. */
export type Config = Unchanging<ConfigTree>

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

type Partly<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Partly<T[K]> } : T

/** A configuration in which any key may be missing. */
export type PartialConfig = Partly<Config>

registerFormats()

/**
 * Reads the text of a configuration file (YAML). A key without a value counts as absent. The secrets in the
 * environment, LATCHSTRING_XMPP_SECRET, LATCHSTRING_JWT_SECRET and LATCHSTRING_POSTGRES_URL, override those in the file.
 * Throws a ConfigError that lists every mistake.
 */
export function readConfig(text: string, environment: Environment): Config {
  return completeConfig(withoutNulls(parseYaml(text)), environment)
}

/**
 * Makes a configuration without a file, for the domain `rooms.localhost` on this machine. `keys` overrides defaults and
 * must contain both secrets. Throws a ConfigError that lists every mistake.
 */
export function embeddedConfig(keys: PartialConfig): Config {
  return completeConfig({ ...keys, xmpp: { domain: 'rooms.localhost', ...keys.xmpp } }, {})
}

function completeConfig(given: unknown, environment: Environment): Config {
  const tree = structuredClone(given)
  put(tree, ['xmpp', 'secret'], environment['LATCHSTRING_XMPP_SECRET'])
  put(tree, ['auth', 'jwt', 'secret'], environment['LATCHSTRING_JWT_SECRET'])
  put(tree, ['store', 'postgres', 'url'], environment['LATCHSTRING_POSTGRES_URL'])
  const filled = Value.Default(configSchema, tree)
  if (at(filled, ['http', 'publicUrl']) === undefined) put(filled, ['http', 'publicUrl'], ownUrl(filled))
  if (at(filled, ['xmpp', 'userDomain']) === undefined) put(filled, ['xmpp', 'userDomain'], parentDomain(filled))
  const missing = missingAuthKeys(at(filled, ['auth']))
  if (!Value.Check(configSchema, filled)) throw new ConfigError([...problemsOf(filled), ...missing])
  if (missing.length > 0) throw new ConfigError(missing)
  filled.xmpp.domain = preparedDomain(filled.xmpp.domain) ?? filled.xmpp.domain
  filled.xmpp.userDomain = preparedDomain(filled.xmpp.userDomain) ?? filled.xmpp.userDomain
  prepareAuth(filled)
  filled.rooms.admins = filled.rooms.admins.map(admin => parseBareJid(admin)?.bare ?? admin)
  refuseGuests(filled)
  filled.http.publicUrl = filled.http.publicUrl.replace(/\/+$/, '')
  return filled
}

/** A provider that names whole addresses may name those of our own users, unless the configuration says more. */
function prepareAuth({ xmpp, auth }: ConfigTree): void {
  const { jwt, oidc } = auth
  const prepared = (names: readonly string[]) => names.map(name => preparedDomain(name) ?? name)
  jwt.domains = prepared(jwt.domains)
  oidc.domains = oidc.domains.length === 0 ? [xmpp.userDomain] : prepared(oidc.domains)
  const bare = (user: string) => parseBareJid(user)?.bare ?? user
  auth.actAs = auth.actAs.map(({ user, domains, admins }) => {
    return { user: bare(user), domains: prepared(domains), admins: admins.map(bare) }
  })
  refuseAccounts(auth.actAs, xmpp.domain)
}

/** Two lists for one service account would be read as one of them, and rooms and guests are no users to act for. */
function refuseAccounts(accounts: ConfigTree['auth']['actAs'], roomsDomain: string): void {
  const users = accounts.map(({ user }) => user)
  const twice = users.filter((user, index) => users.indexOf(user) !== index)
  if (twice.length > 0) {
    throw new ConfigError([{ key: 'auth.actAs', value: `${twice[0]} twice`, expected: 'each service account once' }])
  }
  if (accounts.some(({ domains }) => domains.includes(roomsDomain))) {
    throw new ConfigError([
      { key: 'auth.actAs', value: roomsDomain, expected: 'domains of users, not that of the rooms' },
    ])
  }
}

/** A guest has an address for a while only: it may have no rights. */
function refuseGuests({ xmpp, rooms: { admins }, auth: { actAs } }: ConfigTree): void {
  const expected = 'the addresses of people, not of guests'
  const given = { 'rooms.admins': admins, 'auth.actAs': actAs.map(({ user }) => user) }
  for (const [key, users] of Object.entries(given)) {
    const guests = users.filter(user => isGuestAddress(user, xmpp.domain))
    if (guests.length > 0) throw new ConfigError([{ key, value: guests.join(', '), expected }])
  }
}

/** The default of `http.publicUrl`. Mistakes in `http.host` and `http.port` are reported under these keys. */
function ownUrl(tree: unknown): string {
  const host = String(at(tree, ['http', 'host']))
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${String(at(tree, ['http', 'port']))}`
  return URL.canParse(url) ? url : 'http://127.0.0.1'
}

/** The default of `xmpp.userDomain`: usually the rooms have a subdomain of it. A wrong domain is reported elsewhere. */
function parentDomain(tree: unknown): string {
  const domain = String(at(tree, ['xmpp', 'domain']))
  const parent = preparedDomain(domain.slice(domain.indexOf('.') + 1))
  return parent ?? 'localhost'
}

function parseYaml(text: string): unknown {
  const lines = new LineCounter()
  // Pretty errors quote the line, which may contain a secret.
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

/** Sets a key and adds its sections. Ignores an empty value, and a section of a wrong type: the schema reports it. */
function put(tree: unknown, [name = '', ...rest]: readonly string[], value: string | undefined): void {
  if (!isTree(tree) || value === undefined || value === '') return
  if (rest.length === 0) {
    tree[name] = value
    return
  }
  tree[name] ??= {}
  put(tree[name], rest, value)
}
