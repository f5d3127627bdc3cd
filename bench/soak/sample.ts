import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { sum } from '../../test/faults/sum.js'
import { cpuOf, descendantsOf, rssOf } from '../processes.js'
import type { ProbeReading } from './process-probe.js'
import type { Counted, Tally } from './tally.js'

/** One sample. Sizes in bytes; `at` in seconds since the load began; `cpu` in seconds of one core. */
export type Sample = {
  readonly at: number
  readonly component: ProbeReading & { readonly rss: number; readonly cpu: number; readonly openFiles: number }
  readonly server: { readonly rss: number; readonly cpu: number }
  readonly database: {
    readonly file: number
    readonly log: number
    readonly undelivered: number
    readonly rows: Readonly<Record<string, number>>
  }
  readonly load: { readonly waiting: number; readonly cpu: number; readonly counts: Readonly<Record<string, Counted>> }
}

/** Milliseconds; a busy machine can be slow for minutes. */
const ANSWER_TIMEOUT = 300_000

type Measured = { readonly component: ChildProcess; readonly databaseFile: string; readonly tally: Tally }

/** Takes samples of the component, its XMPP server and its database. */
export function sampler({ component, databaseFile, tally }: Measured): { take(): Promise<Sample>; close(): void } {
  const db = new Sqlite(databaseFile, { readonly: true, timeout: 1000 })
  const tables = db.prepare<[], { name: string }>(`select name from sqlite_schema where type = 'table'`).all()
  const counts = tables
    .filter(({ name }) => !name.startsWith('sqlite_'))
    .map(({ name }) => [name, db.prepare<[], number>(`select count(*) from "${name}"`).pluck()] as const)
  // Confirmed deliveries stay for some minutes, in case the link is lost.
  const undelivered = db.prepare<[], number>('select count(*) from outbox where confirmed_at is null').pluck()
  const from = performance.now()
  const take = async (): Promise<Sample> => {
    const pid = component.pid ?? 0
    const asked = once(component, 'message', { signal: AbortSignal.timeout(ANSWER_TIMEOUT) })
    component.send('sample')
    const [reading] = (await asked) as [ProbeReading]
    const ofServer = descendantsOf(process.pid, pid)
    return {
      at: Math.round((performance.now() - from) / 1000),
      component: { ...reading, rss: rssOf(pid), cpu: cpuOf(pid), openFiles: readdirSync(`/proc/${pid}/fd`).length },
      server: { rss: sum(ofServer.map(rssOf)), cpu: sum(ofServer.map(cpuOf)) },
      database: {
        file: sizeOf(databaseFile),
        log: sizeOf(`${databaseFile}-wal`),
        undelivered: undelivered.get() ?? 0,
        rows: Object.fromEntries(counts.map(([name, count]) => [name, count.get() ?? 0])),
      },
      load: { waiting: tally.waiting, cpu: ownCpu(), counts: tally.take() },
    }
  }
  return { take, close: () => db.close() }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
