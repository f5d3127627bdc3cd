import type { ParseArgsConfig } from 'node:util'
import { type Given, KEY_OF_FLAG } from '../init/flags.js'
import { parseBareJid } from '../stanza/jid.js'
import { parseScopes, SCOPES, type Scope } from '../tokens/scope.js'
import { parse, textOf, UsageError } from './arguments.js'
import { type ImportServiceCommand, importServiceCommand, namesAccount } from './import-service-arguments.js'

/** A parsed command line. `file` is the path of a configuration file. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | StartCommand
  | { readonly kind: 'check-config'; readonly file: string }
  | CheckDatabaseCommand
  | MoveCommand
  | BackupCommand
  | ExportCommand
  | ImportCommand
  | DoctorCommand
  | InitCommand
  | TokenCommand
  | ImportServiceCommand

/** `given`: the answers by flags, as they were written. Without `out`: a usual folder. */
export type InitCommand = {
  readonly kind: 'init'
  readonly given: Given
  readonly out: string | undefined
  readonly overwrite: boolean
}

/** Without `file`: the usual one. */
export type DoctorCommand = { readonly kind: 'doctor'; readonly file: string | undefined; readonly json: boolean }

/** Without `file`: the demo. `json`: the log is JSON at a terminal, too. */
type StartCommand = {
  readonly kind: 'start'
  readonly file: string | undefined
  readonly play: boolean
  readonly xml: boolean
  readonly json: boolean
}

/** `to`: the file to write. Without `file`: the database of `latchstring start` without a configuration file. */
export type BackupCommand = BackupOptions & { readonly kind: 'backup' }

type BackupOptions = {
  readonly to: string
  readonly overwrite: boolean
  readonly file: string | undefined
}

/** `to`: the file to write. `rooms`: only these, by address or REST id. Without `file`: as for a backup. */
export type ExportCommand = BackupOptions & { readonly kind: 'export'; readonly rooms: readonly string[] | undefined }

/** `from`: the file to read. `skipExisting`: whether the rooms that exist stay as they are. Without `file`: as for a backup. */
export type ImportCommand = {
  readonly kind: 'import'
  readonly from: string
  readonly dryRun: boolean
  readonly skipExisting: boolean
  readonly file: string | undefined
}

/** `path`: the file of a database; without it, `file` names the configuration of the database. */
export type CheckDatabaseCommand = {
  readonly kind: 'check-database'
  readonly path: string | undefined
  readonly file: string | undefined
}

/** `from`: the file of a database of SQLite. */
export type MoveCommand = { readonly kind: 'move'; readonly from: string; readonly file: string }

/** Without `file`: for `latchstring start` without a configuration file. Without `scopes`: no restriction. */
export type TokenCommand = {
  readonly kind: 'token'
  readonly user: string
  readonly hours: number
  readonly scopes: readonly Scope[] | undefined
  readonly label: string
  readonly file: string | undefined
}

export const HELP = `Latchstring: a multi-user chat service for XMPP servers whose rooms have open invites.

  latchstring start --config FILE [--json]
                                         run as the component of a real XMPP server; the log is for people at a
                                         terminal and JSON elsewhere, or everywhere with --json
  latchstring start [--xml]              try it out on this machine, with a small built-in XMPP server;
                                         --xml prints the stanzas instead of words
  latchstring start --play [--xml]       play the main story on that server, check it, and exit
  latchstring init [--server prosody|ejabberd] [--user-domain DOMAIN] [--domain DOMAIN] [--public-url URL]
                   [--admin USER@HOST] [--out FOLDER] [--overwrite]
                                         make a first configuration, with new secrets and the server's part of it;
                                         asks at a terminal for what the flags leave open
  latchstring doctor [--config FILE] [--json]
                                         check the connection, the web address, the database and the machine, also
                                         while the service runs, and say what to do
  latchstring check-config FILE          list every mistake in a configuration file
  latchstring token USER@HOST [--hours N] [--scope "links rooms"] [--label TEXT] [--config FILE]
                                         print a token for the REST API, valid for N hours (24)
  latchstring backup FILE [--overwrite] [--config FILE]
                                         copy the database to FILE, also while the service runs
  latchstring export FILE [--room ADDRESS|ID]... [--overwrite] [--config FILE]
                                         write the rooms with all that belongs to them to FILE, also while the
                                         service runs; --room: only this one
  latchstring import FILE [--dry-run] [--skip-existing] [--config FILE]
                                         take the rooms of such a FILE in, while the service is stopped
  latchstring import SERVICE --as ADMIN --config FILE [--rooms FILE] [--service xmpp://HOST:PORT] [--rate N]
                                         read the rooms of another chat service over XMPP, and take them in
        --dry-run                        only read what the rooms are, and say what has no counterpart
        --read-only                      only read, also while this service runs; a later import reads what is new
        --redirect [--yes]               show which old rooms get the new address; with --yes, destroy them with it
  latchstring check-database FILE        list every fault in a database of SQLite, also while the service runs
  latchstring check-database --config FILE
                                         the same for the database of a configuration
  latchstring move --from FILE --config FILE
                                         move all from the first FILE, a database of SQLite, to the empty one of
                                         PostgreSQL in the configuration, while the service is stopped
  latchstring --help
  latchstring --version

The password of ADMIN comes from the environment variable LATCHSTRING_IMPORT_PASSWORD, or is asked for.
The environment variables LATCHSTRING_XMPP_SECRET, LATCHSTRING_JWT_SECRET and LATCHSTRING_POSTGRES_URL override the secrets in
the file.
A token is stored in the database of the configuration, so that its user can list and revoke it. Without --config, it is
signed with LATCHSTRING_JWT_SECRET or with the secret of "latchstring start", and it is not stored.

Exit codes: 0 success, 1 the command failed or found a fault, 2 a mistake in the command line or in the configuration,
3 a stop took too long and was not completed.`

const IS_GIVEN = { type: 'boolean' } as const
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
      return { kind: name, file: onlyFile(rest) }
    case 'check-database':
      return checkDatabaseCommand(rest)
    case 'move':
      return moveCommand(rest)
    case 'init':
      return initCommand(rest)
    case 'doctor':
      return doctorCommand(rest)
    case 'backup':
      return backupCommand(rest)
    case 'export':
      return exportCommand(rest)
    case 'import':
      return namesAccount(rest) ? importServiceCommand(rest) : importCommand(rest)
    case 'token':
      return tokenCommand(rest)
    case undefined:
      throw new UsageError('Name a command, for example: latchstring start. See latchstring --help.')
    default:
      throw new UsageError(`There is no command ${JSON.stringify(name)}. See latchstring --help.`)
  }
}

function startCommand(args: readonly string[]): Command {
  const { values } = parse(args, { config: { type: 'string' }, play: IS_GIVEN, xml: IS_GIVEN, json: IS_GIVEN }, [])
  const file = textOf(values['config'])
  const [play, xml, json] = [values['play'] === true, values['xml'] === true, values['json'] === true]
  if (file !== undefined && play) throw new UsageError('--play uses the built-in server: leave out --config.')
  if (file !== undefined && xml) throw new UsageError('--xml is for the built-in server: leave out --config.')
  if (file === undefined && json) throw new UsageError('--json is for the log with --config.')
  return { kind: 'start', file, play, xml, json }
}

function initCommand(args: readonly string[]): Command {
  const text = { type: 'string' } as const
  const flags = Object.entries(KEY_OF_FLAG)
  const options = { ...Object.fromEntries(flags.map(([flag]) => [flag, text])), out: text, overwrite: IS_GIVEN }
  const { values } = parse(args, options, [])
  const given = Object.fromEntries(flags.map(([flag, key]) => [key, textOf(values[flag])]))
  return { kind: 'init', given, out: textOf(values['out']), overwrite: values['overwrite'] === true }
}

function doctorCommand(args: readonly string[]): Command {
  const { values } = parse(args, { config: { type: 'string' }, json: IS_GIVEN }, [])
  return { kind: 'doctor', file: textOf(values['config']), json: values['json'] === true }
}

function onlyFile(args: readonly string[]): string {
  const { positionals } = parse(args, {}, ['FILE'])
  return positionals[0] ?? ''
}

function checkDatabaseCommand(args: readonly string[]): Command {
  const names = args.some(arg => arg === '--config' || arg.startsWith('--config=')) ? [] : ['FILE']
  const { values, positionals } = parse(args, { config: { type: 'string' } }, names)
  return { kind: 'check-database', path: positionals[0], file: textOf(values['config']) }
}

function moveCommand(args: readonly string[]): Command {
  const { values } = parse(args, { from: { type: 'string' }, config: { type: 'string' } }, [])
  const from = textOf(values['from'])
  if (from === undefined) throw new UsageError('--from names the database of SQLite that is to be moved.')
  const file = textOf(values['config'])
  if (file === undefined) throw new UsageError('--config names the configuration with the database to move to.')
  return { kind: 'move', from, file }
}

function backupCommand(args: readonly string[]): Command {
  const options = { config: { type: 'string' }, overwrite: { type: 'boolean' } } as const
  const { values, positionals } = parse(args, options, ['FILE'])
  const overwrite = values['overwrite'] === true
  return { kind: 'backup', to: positionals[0] ?? '', overwrite, file: textOf(values['config']) }
}

function exportCommand(args: readonly string[]): Command {
  const options: ParseArgsConfig['options'] = {
    config: { type: 'string' },
    overwrite: { type: 'boolean' },
    room: { type: 'string', multiple: true },
  }
  const { values, positionals } = parse(args, options, ['FILE'])
  const named = values['room']
  const rooms = Array.isArray(named) ? named.map(room => parseBareJid(String(room))?.bare ?? String(room)) : undefined
  const overwrite = values['overwrite'] === true
  return { kind: 'export', to: positionals[0] ?? '', overwrite, rooms, file: textOf(values['config']) }
}

function importCommand(args: readonly string[]): Command {
  const isGiven = { type: 'boolean' } as const
  const options: ParseArgsConfig['options'] = {
    config: { type: 'string' },
    'dry-run': isGiven,
    'skip-existing': isGiven,
  }
  const { values, positionals } = parse(args, options, ['FILE'])
  return {
    kind: 'import',
    from: positionals[0] ?? '',
    dryRun: values['dry-run'] === true,
    skipExisting: values['skip-existing'] === true,
    file: textOf(values['config']),
  }
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

function scopesIn(text: string | undefined): readonly Scope[] | undefined {
  if (text === undefined) return undefined
  const scopes = parseScopes(text)
  const isKnown = (word: string) => SCOPES.some(scope => scope === word)
  if (text.split(' ').every(isKnown)) return scopes
  throw new UsageError(`--scope is one or more of the words ${SCOPES.join(', ')}, with spaces between them.`)
}
