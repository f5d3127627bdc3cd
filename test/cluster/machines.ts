import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { stringify } from 'yaml'
import { textAt } from '../../src/demo/rest.js'
import { type FaultyProxy, openFaultyProxy } from '../faults/faulty-proxy.js'
import { until } from '../faults/until.js'
import { type ServerName, startXmppServer } from '../faults/xmpp-server.js'
import { MAIN } from '../main-process.js'
import { chance } from '../random/chance.js'
import { Actor } from '../scenario/actor.js'
import { callRest } from '../scenario/rest.js'
import type { Stage } from '../scenario/stage.js'
import { type Child, startChild } from '../servers/child.js'
import { freePorts } from '../servers/ports.js'
import type { Postgres } from '../servers/postgres.js'

/** An instance in a process of its own, with its own way to the database. */
export class Machine {
  readonly url: string
  readonly database: FaultyProxy
  readonly #directory: string
  readonly #config: object
  #child: Child | undefined
  #log = ''

  constructor({
    url,
    database,
    directory,
    config,
  }: Pick<Machine, 'url' | 'database'> & { directory: string; config: object }) {
    this.url = url
    this.database = database
    this.#directory = directory
    this.#config = config
  }

  /** Starts the process. Resolves when it serves. */
  async start(): Promise<void> {
    const file = join(this.#directory, 'latchstring.yaml')
    await writeFile(file, stringify(this.#config))
    const args = [MAIN, 'start', '--config', file]
    const program = { command: process.execPath, args, environment: {}, directory: this.#directory }
    const begun = this.#log.length
    this.#child = startChild(program, text => {
      this.#log += text
    })
    await until(
      () => {
        const ended = this.#child?.ended()
        if (ended !== undefined) throw new Error(`the instance ended: ${ended}\n${this.#log}`)
        return this.#log.includes('"event":"started"', begun)
      },
      { what: 'the instance serves' },
    )
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.signal(name)
  }

  async endBy(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.#child?.endBy(signal)
  }

  /** How often its log has this event. */
  count(event: string): number {
    return this.#log.split(`"event":"${event}"`).length - 1
  }

  get log(): string {
    return this.#log
  }

  /** Its link to the XMPP server as it reports it. */
  async link(): Promise<string> {
    const answer = await fetch(`${this.url}/health/ready`)
    const report: unknown = await answer.json()
    return textAt(report, 'link') ?? ''
  }
}

/**
 * Starts an XMPP server, two instances in processes of their own, of which the first one has the link, and a balancer before
 * their pages, which leads to the first one until it is told otherwise. Rejects if the XMPP server is missing.
 */
export async function startMachines(t: Test, { on, postgres }: { on: ServerName; postgres: Postgres }) {
  const server = await startXmppServer(on)
  if ('skip' in server) throw new Error(server.skip)
  t.teardown(() => server.stop())
  let entrance: Machine | undefined
  const balancer = await openFaultyProxy(() => Number(entrance && new URL(entrance.url).port), chance(1))
  t.teardown(() => balancer.close())
  const home = `http://127.0.0.1:${balancer.port}`
  const address = new URL(await postgres.database())
  const jwtSecret = randomBytes(32).toString('hex')
  const make = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
    t.teardown(() => rm(directory, { recursive: true, force: true }))
    const [port = 0] = await freePorts(1)
    const url = `http://127.0.0.1:${port}`
    const database = await openFaultyProxy(postgres.port, chance(port))
    t.teardown(() => database.close())
    const config = {
      xmpp: { service: `xmpp://127.0.0.1:${server.componentPort}`, domain: server.roomsDomain, secret: server.secret },
      http: { port, publicUrl: home },
      auth: { jwt: { secret: jwtSecret } },
      cluster: { url },
      store: { postgres: { url: Object.assign(new URL(address), { port: String(database.port) }).href } },
      // ejabberd keeps the connection of a stopped process.
      watchdog: { stalledAfter: on === 'ejabberd' ? 3 : 30 },
    }
    const machine = new Machine({ url, database, directory, config })
    t.teardown(() => machine.endBy('SIGKILL'))
    await machine.start()
    return machine
  }
  const one = await make()
  const other = await make()
  entrance = one
  const stage = (machine: Machine): Stage => ({
    ...{ server, jwtSecret, restUrl: machine.url },
    settles: () => Promise.resolve(),
  })
  return {
    ...{ server, one, other, home, room: `verona@${server.roomsDomain}` },
    /** From now on the balancer leads new connections to this machine. */
    leadsTo: (machine: Machine) => {
      entrance = machine
    },
    actor: (name: string) => Actor.signIn(stage(other), name),
    /** Makes a room over REST at a machine. Gives the status of the answer, 0 if there is none. */
    makesRoom: async (machine: Machine, user: string) => {
      const call = {
        method: 'POST',
        path: '/api/rainbow/enduser/v1.0/rooms',
        body: { name: randomBytes(4).toString('hex') },
      } as const
      return callRest(stage(machine), user, call).then(
        ({ status }) => status,
        () => 0,
      )
    },
  }
}
