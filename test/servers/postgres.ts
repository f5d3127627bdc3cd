import { execFile, execFileSync } from 'node:child_process'
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { addressOf } from '../../src/store/postgres/address.js'
import type { Place } from '../../src/store/postgres/place.js'
import { type Child, type EndingSignal, type Program, startChild } from './child.js'
import { type Missing, missing } from './installed.js'
import { freePorts, tryUntil } from './ports.js'

/** Where Debian keeps the programs of PostgreSQL, in a folder for each major version. */
const VERSIONS = '/usr/lib/postgresql'
/** The role of Latchstring, which owns its databases and has no other right. Over TCP it signs in with the password. */
const ROLE = 'latchstring'
const PASSWORD = 'the password of the tests'

/** The place of a database of the tests. */
export function placeAt(url: string): Place {
  const address = addressOf(url)
  if (!address) throw new Error(`no address of a database: ${url}`)
  return { address, ca: undefined }
}

/** A PostgreSQL of its own on the loopback, with `fsync` on. */
export interface Postgres {
  readonly port: number
  /** Makes a database, empty or as a copy, and gives its address: over TCP with a password, at this port or another one. */
  database(given?: { readonly copyOf?: string; readonly port?: number }): Promise<string>
  /** Executes statements as the superuser, in the database of an address or in that of the superuser. */
  administer(sql: string, url?: string): Promise<unknown[]>
  /** Everything that the server has printed. */
  log(): string
  /**
   * Ends it by a signal: SIGTERM waits for its clients, SIGINT cuts them off, SIGKILL is a crash of all its processes. Its
   * files stay.
   */
  endBy(signal: EndingSignal): Promise<void>
  /** Starts it again after `endBy`, on the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Starts the newest PostgreSQL that is installed, in a temporary folder. `settings` are added to its configuration. */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres | Missing> {
  const programs = await newestPrograms()
  if (programs === undefined) return missing('PostgreSQL', 'package postgresql')
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const [port = 0] = await freePorts(1)
  let log = ''
  const run = async () => {
    const child = startChild(server({ programs, directory, port, settings }), text => {
      log += text
    })
    await tryUntil(
      () => answers({ directory, port }),
      () => child.ended(),
    )
    return child
  }
  let child: Child
  try {
    await makeCluster(programs, directory)
    child = await run()
    await administer({ directory, port }, `create role ${ROLE} login password '${PASSWORD}'`)
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${log}`)
  }
  let made = 0
  return {
    port,
    async database({ copyOf, port: through = port } = {}) {
      const name = `rooms_${++made}`
      const template = copyOf === undefined ? 'template0' : nameIn(copyOf)
      await administer({ directory, port }, `create database ${name} owner ${ROLE} template ${template}`)
      return `postgres://${ROLE}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${through}/${name}`
    },
    administer: (sql, url) => administer({ directory, port }, sql, url && nameIn(url)),
    log: () => log,
    endBy: signal => (signal === 'SIGKILL' ? crash(child) : child.endBy(signal)),
    start: async () => {
      child = await run()
    },
    async stop() {
      await child.endBy('SIGINT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function newestPrograms(): Promise<string | undefined> {
  const versions = await readdir(VERSIONS).catch(() => [])
  const newest = Math.max(...versions.map(Number).filter(Number.isInteger))
  return Number.isFinite(newest) ? join(VERSIONS, String(newest), 'bin') : undefined
}

type Cluster = { readonly directory: string; readonly port: number }

/** PostgreSQL refuses to run as root. The package has made the user who runs it instead. */
function asServant(command: string, args: readonly string[]): { command: string; args: readonly string[] } {
  if (process.getuid?.() !== 0) return { command, args }
  const user = ['--reuid=postgres', '--regid=postgres', '--init-groups']
  return { command: 'setpriv', args: [...user, command, ...args] }
}

async function makeCluster(programs: string, directory: string): Promise<void> {
  if (process.getuid?.() === 0) {
    const idOf = (kind: string) => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }))
    await chown(directory, idOf('-u'), idOf('-g'))
    // The user passes through the folder of the tests, without a look into it.
    await chmod(tmpdir(), (await stat(tmpdir())).mode | 0o011)
  }
  const options = ['--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync']
  const access = ['--auth-local=trust', '--auth-host=scram-sha-256']
  const { command, args } = asServant(join(programs, 'initdb'), ['-D', join(directory, 'data'), ...options, ...access])
  await promisify(execFile)(command, args, { cwd: directory })
}

function server({
  programs,
  directory,
  port,
  settings,
}: Cluster & { programs: string; settings: readonly string[] }): Program {
  const own = [
    ...['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${directory}`],
    ...['shared_buffers=32MB', 'max_connections=60', 'log_line_prefix=', ...settings],
  ]
  const { command, args } = asServant(join(programs, 'postgres'), [
    ...['-D', join(directory, 'data')],
    ...own.flatMap(setting => ['-c', setting]),
  ])
  return { command, args, environment: {}, directory }
}

async function administer({ directory, port }: Cluster, sql: string, database = 'postgres'): Promise<unknown[]> {
  const client = new pg.Client({ host: directory, port, user: 'postgres', database })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<object>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Kills the server and the processes that it has started, which would otherwise go on until they notice. */
async function crash(child: Child): Promise<void> {
  // While it is stopped, it starts no others.
  child.signal('SIGSTOP')
  const started = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).split(' ').map(Number)
  for (const pid of started.filter(pid => pid > 0)) process.kill(pid, 'SIGKILL')
  await child.endBy('SIGKILL')
  // It does not start again beside a process that still has its memory.
  await tryUntil(
    async () => (await Promise.all(started.map(isGone))).every(Boolean),
    () => undefined,
  )
}

async function isGone(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return state === undefined || /\) [ZX]/.test(state)
}

async function answers(place: Cluster): Promise<boolean> {
  return administer(place, 'select 1').then(
    () => true,
    () => false,
  )
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}
