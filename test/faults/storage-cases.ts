import { execFile } from 'node:child_process'
import { copyFile, rename, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import type { Case, Struck } from './case.js'
import { refusesBoth } from './refused.js'
import type { Sabotage } from './sabotage.js'
import { tearLog } from './torn-log.js'
import { PATIENCE } from './until.js'

const run = promisify(execFile)

/** How long a fault of the storage lasts, in milliseconds, beside the time until it has shown. */
const LASTING = { least: 200, more: 1000 }
/** Longer than another process may keep the database locked until that is a failure. */
const LOCKED_LONG = 7000
const LOCKED_SHORT = 2000
const HOUR = 3_600_000
const NONE: Sabotage = { clock: 0, syncFails: false, forgets: false }

const lasting = ({ chance }: Struck) => pause(LASTING.least + chance.below(LASTING.more))

/** A file can grow no more: to what is written, the disk is full. */
async function diskFull(struck: Struck): Promise<void> {
  const { rig, down } = struck
  await limitFiles(rig.component.pid, '1')
  down()
  try {
    await refusesBoth(rig)
    await lasting(struck)
  } finally {
    await limitFiles(rig.component.pid, 'unlimited')
  }
}

/** The soft limit (the colon): one that the same user can take back. */
async function limitFiles(pid: number, bytes: string): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])
}

async function lockedByAnother({ rig, down }: Struck, duration: number): Promise<void> {
  const other = new Sqlite(rig.component.database)
  try {
    other.exec('begin immediate')
    down()
    await pause(duration)
    other.exec('rollback')
  } finally {
    other.close()
  }
}

const BESIDE = ['', '-wal', '-shm'] as const

/** Somebody moves the files away, and puts them back where they were. */
async function moved(struck: Struck): Promise<void> {
  const { database } = struck.rig.component
  const files = BESIDE.map(end => [`${database}${end}`, `${database}${end}.away`] as const)
  for (const [file, away] of files) await rename(file, away)
  struck.down()
  try {
    await refusesBoth(struck.rig)
    await lasting(struck)
  } finally {
    for (const [file, away] of files) await rename(away, file)
  }
}

/** Somebody deletes them. What the process still has open is put in their place before it is started again. */
async function removed({ rig, down }: Struck): Promise<void> {
  const { database, pid } = rig.component
  const files = [database, `${database}-wal`]
  const open = await openFiles(pid, files)
  for (const end of BESIDE) await rm(`${database}${end}`)
  down()
  await refusesBoth(rig)
  for (const [file, descriptor] of open) await copyFile(descriptor, file)
  await rig.component.endBy('SIGKILL')
  await rig.component.start()
}

/** By which descriptor of a process (Linux) each of the files can be read, whatever becomes of its name. */
async function openFiles(pid: number, files: readonly string[]): Promise<Map<string, string>> {
  const { stdout } = await run('find', [`/proc/${pid}/fd`, '-type', 'l', '-printf', '%p %l\\n'])
  const open = stdout.split('\n').map(line => line.split(' '))
  const found = files.map(file => [file, open.find(([, target]) => target === file)?.[0] ?? ''] as const)
  return new Map(found)
}

async function tornEnd({ rig, chance, down }: Struck): Promise<void> {
  await rig.component.endBy('SIGKILL')
  down()
  await tearLog(`${rig.component.database}-wal`, chance)
  await rig.component.start()
}

async function syncFails(struck: Struck): Promise<void> {
  const { rig, down } = struck
  await rig.component.sabotage({ ...NONE, syncFails: true })
  down()
  try {
    await refusesBoth(rig)
    await lasting(struck)
  } finally {
    await rig.component.sabotage(NONE)
  }
}

/** There and back again, some time in between. */
async function clockJumps(struck: Struck, hours: number): Promise<void> {
  const jump = Math.round(hours * HOUR * (0.5 + struck.chance.below(100) / 100))
  await struck.rig.component.sabotage({ ...NONE, clock: jump })
  await lasting(struck)
  await struck.rig.component.sabotage(NONE)
}

/** A second one on the same database is refused, says why, and does no harm to the first. */
async function startedTwice({ rig }: Struck): Promise<void> {
  const main = new URL('../../src/main.js', import.meta.url).pathname
  const outcome = await run(process.execPath, [main, 'start', '--config', rig.component.file], {
    timeout: PATIENCE,
  }).then(
    () => 'it ended as if all were well',
    (error: unknown) => String(Reflect.get(Object(error), 'stderr')),
  )
  if (!/Another Latchstring runs on the database/.test(outcome)) {
    throw new Error(`a second one on the same database was not refused as it should be: ${outcome}`)
  }
}

const trusted = { isServerTrusted: true } as const
const inside = { ...trusted, sabotaged: true } as const

/** What can happen to the database, and to the clock. */
export const storageCases: readonly Case[] = [
  { ...inside, name: 'disk-full', says: 'the disk full', strike: diskFull },
  {
    ...trusted,
    name: 'locked-briefly',
    says: 'the database locked by another process for 2 s',
    strike: struck => lockedByAnother(struck, LOCKED_SHORT),
  },
  {
    ...trusted,
    name: 'locked-for-long',
    says: 'the database locked by another process for 7 s',
    strike: struck => lockedByAnother(struck, LOCKED_LONG),
  },
  { ...trusted, name: 'database-moved', says: 'the database moved away under it, and back', strike: moved },
  { ...trusted, name: 'database-removed', says: 'the database deleted under it', strike: removed },
  { ...trusted, name: 'torn-end', says: 'kill -9 of the component, a torn end of the database', strike: tornEnd },
  { ...inside, name: 'sync-fails', says: 'fsync fails', strike: syncFails },
  { ...inside, name: 'clock-back', says: 'the clock jumps back by hours', strike: struck => clockJumps(struck, -5) },
  { ...inside, name: 'clock-ahead', says: 'the clock jumps ahead by hours', strike: struck => clockJumps(struck, 5) },
  { ...trusted, name: 'started-twice', says: 'a second component started on the same database', strike: startedTwice },
]
