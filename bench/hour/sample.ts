import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { sum } from '../../test/faults/sum.js'
import type { Account, Counted } from './account.js'
import type { Inside } from './inside.js'

/** What is seen at one moment. Sizes in bytes; `at` in seconds since the load began, `cpu` in seconds of one core. */
export type Sample = {
  readonly at: number
  readonly component: Inside & { readonly rss: number; readonly cpu: number; readonly openFiles: number }
  readonly server: { readonly rss: number; readonly cpu: number }
  readonly database: {
    readonly file: number
    readonly log: number
    readonly undelivered: number
    readonly rows: Readonly<Record<string, number>>
  }
  readonly load: { readonly waiting: number; readonly cpu: number; readonly counts: Readonly<Record<string, Counted>> }
}

/** In milliseconds, for an answer from within the component: a machine that has much else to do is slow for minutes. */
const PATIENCE = 300_000
/** Of the clock in /proc, in a second. */
const TICKS = 100

type Measured = { readonly component: ChildProcess; readonly databaseFile: string; readonly account: Account }

/** Takes samples of one component, its server and its database. */
export function sampler({ component, databaseFile, account }: Measured): { take(): Promise<Sample>; close(): void } {
  const db = new Sqlite(databaseFile, { readonly: true, timeout: 1000 })
  const tables = db.prepare<[], { name: string }>(`select name from sqlite_schema where type = 'table'`).all()
  const counts = tables
    .filter(({ name }) => !name.startsWith('sqlite_'))
    .map(({ name }) => [name, db.prepare<[], number>(`select count(*) from "${name}"`).pluck()] as const)
  // Those that the server has taken stay for some minutes, in case they come back.
  const undelivered = db.prepare<[], number>('select count(*) from outbox where confirmed_at is null').pluck()
  const from = performance.now()
  const take = async (): Promise<Sample> => {
    const pid = component.pid ?? 0
    const asked = once(component, 'message', { signal: AbortSignal.timeout(PATIENCE) })
    component.send('sample')
    const [inside] = (await asked) as [Inside]
    const ofServer = descendantsOf(process.pid, pid)
    return {
      at: Math.round((performance.now() - from) / 1000),
      component: { ...inside, rss: rssOf(pid), cpu: cpuOf(pid), openFiles: readdirSync(`/proc/${pid}/fd`).length },
      server: { rss: sum(ofServer.map(rssOf)), cpu: sum(ofServer.map(cpuOf)) },
      database: {
        file: sizeOf(databaseFile),
        log: sizeOf(`${databaseFile}-wal`),
        undelivered: undelivered.get() ?? 0,
        rows: Object.fromEntries(counts.map(([name, count]) => [name, count.get() ?? 0])),
      },
      load: { waiting: account.waiting, cpu: ownCpu(), counts: account.take() },
    }
  }
  return { take, close: () => db.close() }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0
}

/** Bytes in memory of a process; 0 where it has just ended. */
function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024
}

/** What a process has used since its start, in seconds of one core; 0 where it has just ended. */
function cpuOf(pid: number): number {
  // Behind the name, which may contain anything, come the state and ten numbers, then the times in user mode and in the kernel.
  const [, user, system] = /.*\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(read(`/proc/${pid}/stat`)) ?? []
  return (Number(user ?? 0) + Number(system ?? 0)) / TICKS
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** All processes below one, but for one of them. */
function descendantsOf(parent: number, except: number): number[] {
  const children = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== except)
    .map(Number)
    .filter(pid => Number(/PPid:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1]) === parent)
  return children.flatMap(child => [child, ...descendantsOf(child, except)])
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
