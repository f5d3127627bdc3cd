import { type ParseArgsConfig, parseArgs } from 'node:util'
import { parseBareJid, parseJid } from '../stanza/jid.js'
import { parseScopes, SCOPES, type Scope } from '../tokens/scope.js'

/** A parsed command line. `file` is the path of a configuration file, for `check-database` that of a database. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'start'; readonly file: string | undefined; readonly play: boolean; readonly xml: boolean }
  | { readonly kind: 'check-config'; readonly file: string }
  | { readonly kind: 'check-database'; readonly file: string }
  | BackupCommand
  | TokenCommand
  | ImportServiceCommand

/** `to`: the file to write. Without `file`: the database of `latchstring start` without a configuration file. */
export type BackupCommand = {
  readonly kind: 'backup'
  readonly to: string
  readonly overwrite: boolean
  readonly file: string | undefined
}

/** Without `file`: for `latchstring start` without a configuration file. Without `scopes`: no restriction. */
export type TokenCommand = {
  readonly kind: 'token'
  readonly user: string
  readonly hours: number
  readonly scopes: readonly Scope[] | undefined
  readonly label: string
  readonly file: string | undefined
}

/**
 * `address`: the domain of the old service. `as`: the bare JID that reads it. `rooms`: the path of a file with addresses.
 * `service`: where the server of `as` is, looked up in the DNS where absent. `rate`: stanzas per second.
 */
export type ImportServiceCommand = {
  readonly kind: 'import-service'
  readonly address: string
  readonly as: string
  readonly file: string
  readonly rooms: string | undefined
  readonly service: string | undefined
  readonly rate: number
  readonly does: 'read' | 'dry-run' | 'read-only' | 'plan-redirect' | 'redirect'
}

/** The command line is not valid. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const HELP = `Latchstring: a multi-user chat service for XMPP servers whose rooms have open invites.

  latchstring start --config FILE        run as the component of a real XMPP server
  latchstring start [--xml]              try it out on this machine, with a small built-in XMPP server;
                                         --xml prints the stanzas instead of words
  latchstring start --play [--xml]       play the main story on that server, check it, and exit
  latchstring check-config FILE          list every mistake in a configuration file
  latchstring token USER@HOST [--hours N] [--scope "links rooms"] [--label TEXT] [--config FILE]
                                         print a token for the REST API, valid for N hours (24)
  latchstring backup FILE [--overwrite] [--config FILE]
                                         copy the database to FILE, also while the service runs
  latchstring import SERVICE --as ADMIN --config FILE [--rooms FILE] [--service xmpp://HOST:PORT] [--rate N]
                                         read the rooms of another chat service over XMPP, and take them in
        --dry-run                        only read what the rooms are, and say what has no counterpart
        --read-only                      only read, also while this service runs; a later import reads what is new
        --redirect [--yes]               show which old rooms get the new address; with --yes, destroy them with it
  latchstring check-database FILE        list every fault in a database, also while the service runs
  latchstring --help
  latchstring --version

The password of ADMIN comes from the environment variable LATCHSTRING_IMPORT_PASSWORD, or is asked for.
The environment variables LATCHSTRING_XMPP_SECRET and LATCHSTRING_JWT_SECRET override the secrets in the file.
A token is stored in the database of the configuration, so that its user can list and revoke it. Without --config, it is
signed with LATCHSTRING_JWT_SECRET or with the secret of "latchstring start", and it is not stored.

Exit codes: 0 success, 1 the command failed or found a fault, 2 a mistake in the command line or in the configuration,
3 a stop took too long and was not completed.`

const MAX_TOKEN_HOURS = 10 * 365 * 24

/** Parses the arguments after the program's name. Throws a UsageError. */
export function parseCommandLine(args: readonly string[]): Command {
  const [name, ...rest] = args
  // A request for help has priority over all other arguments.
  if (name === 'help' || args.includes('--help') || args.includes('-h')) return { kind: 'help' }
  switch (name) {
    case '--version':
      return { kind: 'version' }
    case 'start':
      return startCommand(rest)
    case 'check-config':
    case 'check-database':
      return { kind: name, file: onlyFile(rest) }
    case 'backup':
      return backupCommand(rest)
    case 'token':
      return tokenCommand(rest)
    case 'import':
      return importServiceCommand(rest)
    case undefined:
      throw new UsageError('Name a command, for example: latchstring start. See latchstring --help.')
    default:
      throw new UsageError(`There is no command ${JSON.stringify(name)}. See latchstring --help.`)
  }
}

function startCommand(args: readonly string[]): Command {
  const isGiven = { type: 'boolean' } as const
  const { values } = parse(args, { config: { type: 'string' }, play: isGiven, xml: isGiven }, [])
  const file = textOf(values['config'])
  const [play, xml] = [values['play'] === true, values['xml'] === true]
  if (file !== undefined && play) throw new UsageError('--play uses the built-in server: leave out --config.')
  if (file !== undefined && xml) throw new UsageError('--xml is for the built-in server: leave out --config.')
  return { kind: 'start', file, play, xml }
}

function onlyFile(args: readonly string[]): string {
  const { positionals } = parse(args, {}, ['FILE'])
  return positionals[0] ?? ''
}

function backupCommand(args: readonly string[]): Command {
  const options = { config: { type: 'string' }, overwrite: { type: 'boolean' } } as const
  const { values, positionals } = parse(args, options, ['FILE'])
  const overwrite = values['overwrite'] === true
  return { kind: 'backup', to: positionals[0] ?? '', overwrite, file: textOf(values['config']) }
}

function tokenCommand(args: readonly string[]): Command {
  const text = { type: 'string' } as const
  const options: ParseArgsConfig['options'] = { config: text, hours: text, scope: text, label: text }
  const { values, positionals } = parse(args, options, ['USER@HOST'])
  const user = parseBareJid(positionals[0] ?? '')
  if (!user) throw new UsageError('The token is for a bare JID, such as romeo@example.org.')
  const hours = Number(textOf(values['hours']) ?? 24)
  if (!(hours > 0 && hours <= MAX_TOKEN_HOURS)) {
    throw new UsageError(`--hours is a number above 0 and up to ${MAX_TOKEN_HOURS}.`)
  }
  const file = textOf(values['config'])
  const label = textOf(values['label'])
  if (label !== undefined && file === undefined)
    throw new UsageError('--label needs --config: other tokens are not stored.')
  const scopes = scopesIn(textOf(values['scope']))
  return { kind: 'token', user: user.bare, hours, scopes, label: label ?? 'latchstring token', file }
}

/** Stanzas per second to an old service, by default and at most. */
const RATE = { usual: 10, most: 1000 }

function importServiceCommand(args: readonly string[]): ImportServiceCommand {
  const [text, isGiven] = [{ type: 'string' }, { type: 'boolean' }] as const
  const { values, positionals } = parse(
    args,
    {
      ...{ as: text, config: text, rooms: text, service: text, rate: text },
      ...{ 'dry-run': isGiven, 'read-only': isGiven, redirect: isGiven, yes: isGiven },
    },
    ['SERVICE'],
  )
  const address = parseJid(positionals[0] ?? '')
  if (!address || address.full !== address.domain) {
    throw new UsageError('SERVICE is the address of a chat service, such as conference.example.org.')
  }
  const as = parseBareJid(textOf(values['as']) ?? '')
  if (!as) throw new UsageError('--as names the account that reads the service, such as admin@example.org.')
  const file = textOf(values['config'])
  if (file === undefined)
    throw new UsageError('--config names the configuration of the service that takes the rooms in.')
  const rate = Number(textOf(values['rate']) ?? RATE.usual)
  if (!(rate > 0 && rate <= RATE.most)) throw new UsageError(`--rate is a number above 0 and up to ${RATE.most}.`)
  const service = textOf(values['service'])
  if (service !== undefined && !/^xmpps?:\/\/[^/@]+$/.test(service)) {
    throw new UsageError('--service is the address of a client port, such as xmpp://xmpp.example.org:5222.')
  }
  const rooms = textOf(values['rooms'])
  return {
    kind: 'import-service',
    address: address.domain,
    as: as.bare,
    file,
    rooms,
    service,
    rate,
    does: doesOf(values),
  }
}

function doesOf(values: Readonly<Record<string, unknown>>): ImportServiceCommand['does'] {
  const given = (['dry-run', 'read-only', 'redirect'] as const).filter(name => values[name] === true)
  const [only, other] = given
  if (other !== undefined) throw new UsageError(`--${only} and --${other} exclude each other.`)
  if (values['yes'] === true && only !== 'redirect') throw new UsageError('--yes is for --redirect.')
  if (only === 'redirect') return values['yes'] === true ? 'redirect' : 'plan-redirect'
  return only ?? 'read'
}

function scopesIn(text: string | undefined): readonly Scope[] | undefined {
  if (text === undefined) return undefined
  const scopes = parseScopes(text)
  const isKnown = (word: string) => SCOPES.some(scope => scope === word)
  if (text.split(' ').every(isKnown)) return scopes
  throw new UsageError(`--scope is one or more of the words ${SCOPES.join(', ')}, with spaces between them.`)
}

/** Parses options and exactly the named positional arguments. Throws a UsageError. */
function parse(
  args: readonly string[],
  options: ParseArgsConfig['options'],
  names: readonly string[],
): { values: Record<string, unknown>; positionals: string[] } {
  const { values, positionals } = parsed({ args: [...args], options: options ?? {}, allowPositionals: true })
  if (positionals.length < names.length) throw new UsageError(`${names.join(' ')} is missing. See latchstring --help.`)
  const surplus = positionals[names.length]
  if (surplus !== undefined)
    throw new UsageError(`${JSON.stringify(surplus)} is one argument too many. See latchstring --help.`)
  return { values, positionals }
}

function parsed(config: ParseArgsConfig): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. See latchstring --help.`)
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
