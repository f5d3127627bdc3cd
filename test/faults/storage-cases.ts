import { execFile } from 'node:child_process'
import { copyFile, rename, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import type { Case, CaseContext } from './case.js'
import type { InjectedFaults } from './fault-injection.js'
import { refusesRequestsAndStanzas } from './refusals.js'
import { tearLog } from './torn-log.js'
import { TIMEOUT } from './until.js'

const run = promisify(execFile)

/** How long a storage fault lasts after the component has shown it, in milliseconds. */
const LASTING = { least: 200, more: 1000 }
/** Milliseconds; a lock of another process that lasts longer than the store waits, and one that does not. */
const LOCKED_LONG = 7000
const LOCKED_SHORT = 2000
const HOUR = 3_600_000
const NONE: InjectedFaults = { clock: 0, syncFails: false, discardsCommits: false }

const lasting = ({ chance }: CaseContext) => pause(LASTING.least + chance.below(LASTING.more))

/** Forbids files to grow, which simulates a full disk. */
async function diskFull(context: CaseContext): Promise<void> {
  const { harness, down } = context
  await limitFiles(harness.component.pid, '1')
  down()
  try {
    await refusesRequestsAndStanzas(harness)
    await lasting(context)
  } finally {
    await limitFiles(harness.component.pid, 'unlimited')
  }
}

/** Sets the soft limit only (the colon): the same user can raise it again. */
async function limitFiles(pid: number, bytes: string): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])
}

async function lockedByAnother({ harness, down }: CaseContext, duration: number): Promise<void> {
  const other = new Sqlite(harness.component.database)
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

/** Moves the files away, and back to their place later. */
async function moved(context: CaseContext): Promise<void> {
  const { database } = context.harness.component
  const files = BESIDE.map(end => [`${database}${end}`, `${database}${end}.away`] as const)
  for (const [file, away] of files) await rename(file, away)
  context.down()
  try {
    await refusesRequestsAndStanzas(context.harness)
    await lasting(context)
  } finally {
    for (const [file, away] of files) await rename(away, file)
  }
}

/** Deletes the files, restores them from the open descriptors of the process, and restarts the component. */
async function removed({ harness, down }: CaseContext): Promise<void> {
  const { database, pid } = harness.component
  const files = [database, `${database}-wal`]
  const open = await openFiles(pid, files)
  for (const end of BESIDE) await rm(`${database}${end}`)
  down()
  await refusesRequestsAndStanzas(harness)
  for (const [file, descriptor] of open) await copyFile(descriptor, file)
  await harness.component.endBy('SIGKILL')
  await harness.component.start()
}

/** Finds the descriptor (Linux) through which each file of a process can be read after it was deleted. */
async function openFiles(pid: number, files: readonly string[]): Promise<Map<string, string>> {
  const { stdout } = await run('find', [`/proc/${pid}/fd`, '-type', 'l', '-printf', '%p %l\\n'])
  const open = stdout.split('\n').map(line => line.split(' '))
  const found = files.map(file => [file, open.find(([, target]) => target === file)?.[0] ?? ''] as const)
  return new Map(found)
}

async function tornEnd({ harness, chance, down }: CaseContext): Promise<void> {
  await harness.component.endBy('SIGKILL')
  down()
  await tearLog(`${harness.component.database}-wal`, chance)
  await harness.component.start()
}

async function syncFails(context: CaseContext): Promise<void> {
  const { harness, down } = context
  await harness.component.injectFaults({ ...NONE, syncFails: true })
  down()
  try {
    await refusesRequestsAndStanzas(harness)
    await lasting(context)
  } finally {
    await harness.component.injectFaults(NONE)
  }
}

/** Moves the clock and, after some time, back. */
async function clockJumps(context: CaseContext, hours: number): Promise<void> {
  const jump = Math.round(hours * HOUR * (0.5 + context.chance.below(100) / 100))
  await context.harness.component.injectFaults({ ...NONE, clock: jump })
  await lasting(context)
  await context.harness.component.injectFaults(NONE)
}

/** A second component on the same database must refuse to start, tell why, and not disturb the first. */
async function startedTwice({ harness }: CaseContext): Promise<void> {
  const main = new URL('../../bundle/main.js', import.meta.url).pathname
  const outcome = await run(process.execPath, [main, 'start', '--config', harness.component.file], {
    timeout: TIMEOUT,
  }).then(
    () => 'it ended as if all were well',
    (error: unknown) => String(Reflect.get(Object(error), 'stderr')),
  )
  if (!/Another Latchstring runs on the database/.test(outcome)) {
    throw new Error(`a second component on the same database was refused in a wrong way: ${outcome}`)
  }
}

const trusted = { isServerTrusted: true } as const
const inside = { ...trusted, injectable: true } as const
/** About the files of a database, and the locks on them. */
const ofFiles = { ...trusted, store: 'sqlite' } as const

/** The faults of the database and the clock. */
export const storageCases: readonly Case[] = [
  { ...inside, ...ofFiles, name: 'disk-full', title: 'the disk full', inject: diskFull },
  {
    ...ofFiles,
    name: 'locked-briefly',
    title: 'the database locked by another process for 2 s',
    inject: context => lockedByAnother(context, LOCKED_SHORT),
  },
  {
    ...ofFiles,
    name: 'locked-for-long',
    title: 'the database locked by another process for 7 s',
    inject: context => lockedByAnother(context, LOCKED_LONG),
  },
  { ...ofFiles, name: 'database-moved', title: 'the database moved away under it, and back', inject: moved },
  { ...ofFiles, name: 'database-removed', title: 'the database deleted under it', inject: removed },
  { ...ofFiles, name: 'torn-end', title: 'kill -9 of the component, a torn end of the database', inject: tornEnd },
  { ...inside, ...ofFiles, name: 'sync-fails', title: 'fsync fails', inject: syncFails },
  { ...inside, name: 'clock-back', title: 'the clock jumps back by hours', inject: context => clockJumps(context, -5) },
  {
    ...inside,
    name: 'clock-ahead',
    title: 'the clock jumps ahead by hours',
    inject: context => clockJumps(context, 5),
  },
  { ...ofFiles, name: 'started-twice', title: 'a second component started on the same database', inject: startedTwice },
]
