import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chance as chanceOf } from '../random/chance.js'
import type { Missing } from '../servers/installed.js'
import { freePorts } from '../servers/ports.js'
import { type Postgres, startPostgres } from '../servers/postgres.js'
import type { RealServer } from '../servers/server.js'
import { type Component, prepareComponent } from './component.js'
import { type FaultyProxy, openFaultyProxy } from './faulty-proxy.js'
import { openRecordingProxy, type RecordingProxy } from './recording-proxy.js'
import { type ServerName, startXmppServer } from './xmpp-server.js'

/** Where the component keeps its facts, by the names on the command line. */
export const storeNames = ['sqlite', 'postgres'] as const
export type StoreName = (typeof storeNames)[number]

/** An XMPP server and the component, each in a separate process that can be killed and restarted. */
export interface Harness {
  readonly on: ServerName
  readonly server: RealServer
  readonly component: Component
  /** The instances of the component: it alone, or with a spare behind it. */
  readonly instances: readonly Component[]
  /** The server of the database, which can be killed and restarted, too. Absent if the database is a file. */
  readonly postgres?: Postgres | undefined
  /** Records the invitations that the component hands to the server. */
  readonly recorder: RecordingProxy
  /** Stands between the browsers of guests and the component: each connection goes to an instance that runs. */
  readonly web: FaultyProxy
  /** Ends the processes and removes their files. */
  stop(): Promise<void>
}

export type HarnessOptions = {
  readonly on: ServerName
  /** `sqlite` if absent. */
  readonly store?: StoreName
  /**
   * Puts a proxy between the component and the server: gets the port to connect to, returns the port for the component.
   * It stands before the recording proxy, which therefore records only what has arrived.
   */
  readonly between?: (target: number) => Promise<{ readonly port: number; close(): Promise<void> }>
  /** Whether two instances share the database; needs a PostgreSQL. */
  readonly isPair?: true
  /** Whether faults can be injected inside the component's process. */
  readonly injectable?: boolean
  /** The component's `xmpp.multicast`; `off` if absent. */
  readonly multicast?: 'auto'
}

/** Seed for the sizes of the pieces: they need not differ between runs. */
const SEED_OF_PIECES = 5

/** Starts all; ports and files stay the same until `stop`. Returns what to install when a server is missing. */
export async function startHarness(options: HarnessOptions): Promise<Harness | Missing> {
  if (options.store !== 'postgres') return startWith(options)
  const postgres = await startPostgres()
  if ('skip' in postgres) return postgres
  const harness = await startWith(options, postgres).catch(async error => {
    await postgres.stop()
    throw error
  })
  if ('skip' in harness) await postgres.stop()
  return harness
}

async function startWith(
  { on, store: _, between, isPair, ...settings }: HarnessOptions,
  postgres?: Postgres,
): Promise<Harness | Missing> {
  const server = await startXmppServer(on)
  if ('skip' in server) return server
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const [recorderPort = 0, ...httpPorts] = await freePorts(isPair ? 3 : 2)
  const recorder = await openRecordingProxy(recorderPort, server.componentPort)
  const piece = await between?.(recorderPort)
  const componentPort = piece?.port ?? recorderPort
  const database = await postgres?.database()
  const prepare = async (httpPort: number) => {
    const own = join(directory, String(httpPort))
    await mkdir(own)
    return prepareComponent({
      ...{ directory: own, componentPort, httpPort, secret: server.secret, postgres: database },
      ...(isPair && { isOneOfTwo: true }),
      ...settings,
    })
  }
  const instances = await Promise.all(httpPorts.map(prepare))
  const [component] = instances
  if (!component) throw new Error('there is no free port')
  let connections = 0
  const nextPort = () => {
    const running = instances.filter(instance => instance.ended() === undefined)
    return (running[connections++ % running.length] ?? component).httpPort
  }
  const web = await openFaultyProxy(nextPort, chanceOf(SEED_OF_PIECES))
  const stop = async () => {
    for (const instance of instances) await instance.endBy('SIGKILL')
    await web.close()
    await piece?.close()
    await recorder.close()
    await server.stop()
    await postgres?.stop()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    for (const instance of instances) await instance.start()
  } catch (error) {
    await stop()
    throw error
  }
  return { on, server, component, instances, postgres, recorder, web, stop }
}
