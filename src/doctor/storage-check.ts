import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Config } from '../config/config.js'
import { fileTrouble } from '../file-trouble.js'
import { reasonOf } from '../limits/bounded-response.js'
import type { Patient } from './doctor.js'
import { attention, type Check, fault, type Outcome, ok } from './finding.js'
import type { ServiceState } from './service-state.js'

const MIB = 2 ** 20
/** Free space in bytes. Our own decision: a migration copies a table, and a backup the whole database. */
const LITTLE_SPACE = 1024 * MIB
const NO_SPACE = 64 * MIB
/** A commit waits for the disk once; above this, in milliseconds, people notice. */
const SLOW_SYNC = 200
/** The bits of a file mode for others than the owner. */
const OTHERS = 0o077

/** Checks the disk: its free space, and whether it writes. That of a database of PostgreSQL is not for us to see. */
export function diskCheck(config: Config): Check {
  const folder = dirname(resolve(config.store.sqlite.path))
  return {
    name: 'disk',
    run: async () => {
      try {
        return [await space(folder), await writing(folder)]
      } catch (error) {
        const trouble = fileTrouble(error) ?? reasonOf(error)
        if (Object(error).code === 'ENOENT') return [attention(`${folder} is made by the first start of the service.`)]
        return [fault(`${folder}, the folder of store.sqlite.path: ${trouble}.`)]
      }
    },
  }
}

async function space(folder: string): Promise<Outcome> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const text = `${Math.floor(free / MIB)} MiB are free in ${folder}`
  if (free < NO_SPACE) return fault(`${text}: free some space.`)
  return free < LITTLE_SPACE ? attention(`${text}: backups and upgrades copy the database.`) : ok(`${text}.`)
}

async function writing(folder: string): Promise<Outcome> {
  const path = join(folder, `.doctor-${process.pid}`)
  const startedAt = performance.now()
  const file = await open(path, 'wx', 0o600)
  try {
    await file.write('x'.repeat(4096))
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
  const took = Math.round(performance.now() - startedAt)
  const said = `The disk writes: 4 KiB took ${took} ms`
  return took > SLOW_SYNC ? attention(`${said}, and each change waits for it. Use a faster disk.`) : ok(`${said}.`)
}

/** Checks the database as `check-database` does, in a process of its own: it may take long, and cannot be interrupted. */
export function databaseCheck({ config, file, program }: Patient, { store: state }: ServiceState): Check {
  const { sqlite, postgres } = config.store
  return {
    name: 'database',
    run: async signal => {
      const failing = state === 'failing' ? [fault('The running service cannot store changes: see its log.')] : []
      if (postgres.url !== '') return [...failing, ...(await examined(['--config', file], { signal, program }))]
      const { path } = sqlite
      const { mode } = (await stat(path).catch(() => undefined)) ?? {}
      if (mode === undefined) return [attention(`There is no database at ${path} yet: the first start makes it.`)]
      const open = (mode & OTHERS) === 0 ? [] : [attention(`Other users may read ${path}: chmod 600 ${path}`)]
      return [...failing, ...open, ...(await examined([path], { signal, program }))]
    },
  }
}

/** `named`: the arguments that name the database. */
async function examined(
  named: readonly string[],
  { signal, program: [command = '', ...args] }: { signal: AbortSignal; program: readonly string[] },
): Promise<Outcome[]> {
  const child = spawn(command, [...args, 'check-database', ...named], { stdio: ['ignore', 'pipe', 'pipe'] })
  let isLate = false
  // Before the signal of the check, so that the outcome is not a fault.
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, 4000)
  signal.addEventListener('abort', () => child.kill('SIGKILL'))
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  clearTimeout(timer)
  if (isLate) return [attention(`The database is large: check it with  latchstring check-database ${named.join(' ')}`)]
  const lines = `${out}${err}`.trim().split('\n')
  return code === 0 ? lines.map(ok) : lines.map(fault)
}
