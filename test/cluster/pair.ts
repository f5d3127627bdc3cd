import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { Test } from 'tap'
import { type Latchstring, startLatchstring } from '../../src/app/latchstring.js'
import { PostgresLeases } from '../../src/cluster/postgres-leases.js'
import { embeddedConfig } from '../../src/config/config.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { type FaultyProxy, openFaultyProxy } from '../faults/faulty-proxy.js'
import { until } from '../faults/until.js'
import { chance } from '../random/chance.js'
import { Actor } from '../scenario/actor.js'
import { startDevStage } from '../scenario/dev-stage.js'
import type { Stage } from '../scenario/stage.js'
import { freePorts } from '../servers/ports.js'
import { type Postgres, placeAt } from '../servers/postgres.js'

/** One of two instances in this process. */
export type Instance = {
  readonly url: string
  readonly latchstring: Latchstring
  /** Stands between the instance and the database with the leases. */
  readonly database: FaultyProxy
  readonly log: readonly Readonly<Record<string, unknown>>[]
  /** Resolves when its log has this event for the n-th time. */
  logs(event: string, count?: number): Promise<void>
}

/**
 * Starts two instances in this process, the first one as the holder of the link, on one dev server, one SQLite store and the
 * leases of a PostgreSQL. Actors call the REST API of the second one.
 */
export async function startPair(t: Test, postgres: Postgres) {
  const { server, ...dev } = await startDevStage()
  t.teardown(() => dev.stop())
  const store = openSqliteStore(':memory:')
  t.teardown(() => store.close())
  const address = new URL(await postgres.database())
  const jwtSecret = randomBytes(32).toString('hex')
  const start = async (): Promise<Instance> => {
    const [port = 0] = await freePorts(1)
    const url = `http://127.0.0.1:${port}`
    const database = await openFaultyProxy(postgres.port, chance(port))
    t.teardown(() => database.close())
    const lines: Record<string, unknown>[] = []
    const listeners = new Set<() => void>()
    const write = (line: string) => {
      lines.push(JSON.parse(line))
      for (const heard of listeners) heard()
    }
    const place = placeAt(Object.assign(new URL(address), { port: String(database.port) }).href)
    const config = embeddedConfig({
      xmpp: { service: `xmpp://127.0.0.1:${server.componentPort}`, domain: server.roomsDomain, secret: server.secret },
      http: { port, publicUrl: 'https://rooms.example' },
      auth: { jwt: { secret: jwtSecret } },
      cluster: { url },
    })
    const latchstring = await startLatchstring(config, pino({ level: 'info' }, { write }), {
      store: { ...store, close: async () => undefined },
      leases: new PostgresLeases({ place, url }),
    })
    t.teardown(() => latchstring.stop())
    const logs = (event: string, count = 1) =>
      new Promise<void>(resolve => {
        const look = () => {
          if (lines.filter(line => line['event'] === event).length < count) return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        look()
      })
    return { url, latchstring, database, log: lines, logs }
  }
  const one = await start()
  const other = await start()
  // A holder that has not seen the other one yet would keep its link without the database.
  await until(async () => /^latchstring_instances 2$/m.test(await metricsOf(one)), {
    what: 'the first sees the second',
  })
  const stage: Stage = { server, jwtSecret, restUrl: other.url, settles: () => Promise.resolve() }
  const actor = (name: string) => Actor.signIn(stage, name)
  return { one, other, stage, actor, room: `verona@${server.roomsDomain}` }
}

/** The metrics of an instance. */
export async function metricsOf({ url }: Pick<Instance, 'url'>): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}
