import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { type Child, type EndingSignal, startChild } from '../servers/child.js'
import type { InjectedFaults } from './fault-injection.js'
import { until } from './until.js'

const MAIN = fileURLToPath(new URL('../../bundle/main.js', import.meta.url))
const FAULT_INJECTION = new URL('./fault-injection.js', import.meta.url).href
const JWT_SECRET = 'a secret of at least thirty-two characters'
/** Milliseconds. */
const START_WITHIN = 120_000
/** Seconds; short, so that the component gives up an unresponsive server while a case lasts. */
const ANSWER_WITHIN = 4
const LONGEST_LOG = 200_000
/** Seconds; longer than a start of the component takes on a busy machine. */
const GRACE = 30

/** The service admin that inspects every room. */
export const AUDITOR = 'auditor'

/** The component as a separate process; each start uses the same database and HTTP port. */
export interface Component {
  readonly httpPort: number
  readonly jwtSecret: string
  /** Path of the database, or its address at a PostgreSQL. */
  readonly database: string
  /** Path of the configuration file. */
  readonly file: string
  /** Process id of the latest start; 0 before the first. */
  readonly pid: number
  /** Resolves when the component serves. Rejects with its output when it ends before that. */
  start(): Promise<void>
  /** Starts the process without waiting until it serves. */
  spawn(): void
  /** Ends the process by a signal; resolves when it has ended. */
  endBy(signal: EndingSignal): Promise<void>
  /** Sends a signal that does not end the process. */
  signal(name: NodeJS.Signals): void
  /** For an `injectable` component only. Resolves when the faults are active; they last until the process ends. */
  injectFaults(how: InjectedFaults): Promise<void>
  /** How the latest process ended; undefined while it runs. */
  ended(): string | undefined
  /** The last 200,000 characters of output, over all starts. */
  log(): string
}

type ComponentOptions = {
  /** Folder of the configuration and the database. */
  readonly directory: string
  /** Port on which the XMPP server accepts components. */
  readonly componentPort: number
  readonly httpPort: number
  readonly secret: string
  /** Whether faults can be injected inside the process. */
  readonly injectable?: boolean | undefined
  readonly multicast?: 'off' | 'auto' | undefined
  /** The address of a database at a PostgreSQL, in place of a file. */
  readonly postgres?: string | undefined
  /** Whether another instance shares the database, and is to reach this one over HTTP. */
  readonly isOneOfTwo?: boolean
}

/** Writes the configuration of a component and returns it without starting it. */
export async function prepareComponent(options: ComponentOptions): Promise<Component> {
  const { directory, componentPort, httpPort, secret, injectable = false, multicast = 'off', postgres } = options
  const cluster = options.isOneOfTwo ? { cluster: { url: `http://127.0.0.1:${httpPort}` } } : {}
  const database = postgres ?? join(directory, 'rooms.sqlite')
  const config = {
    xmpp: {
      ...{ service: `xmpp://127.0.0.1:${componentPort}`, domain: 'rooms.localhost', secret },
      ...{ connectTimeout: 120, answerTimeout: ANSWER_WITHIN, multicast },
    },
    http: { port: httpPort },
    auth: { jwt: { secret: JWT_SECRET } },
    ...cluster,
    store: postgres === undefined ? { sqlite: { path: database } } : { postgres: { url: database } },
    // Many users join each room: the configured limits must not refuse them.
    rooms: { admins: [`${AUDITOR}@localhost`], maxMembers: 0 },
    events: { privateReceivers: ['127.0.0.1'] },
    limits: {
      validationsPerAddress: 0,
      validations: 0,
      failedJoinsPerUser: 0,
      requestsPerAddress: 0,
      connectionsPerAddress: 0,
    },
    guests: {
      perAddress: 10_000,
      connections: 10_000,
      connectionsPerAddress: 10_000,
      messagesPerMinute: 0,
      grace: GRACE,
    },
  }
  const file = join(directory, 'latchstring.yaml')
  await writeFile(file, stringify(config))
  return new ComponentProcess({ directory, httpPort, database, file, injectable })
}

type Prepared = Pick<Component, 'httpPort' | 'database' | 'file'> & {
  readonly directory: string
  readonly injectable: boolean
}

class ComponentProcess implements Component {
  readonly httpPort: number
  readonly jwtSecret = JWT_SECRET
  readonly database: string
  readonly file: string
  readonly #directory: string
  readonly #environment: Record<string, string>
  #child: Child | undefined
  #log = ''
  /** Output since the latest start. */
  #output = ''

  constructor({ directory, httpPort, database, file, injectable }: Prepared) {
    this.#directory = directory
    this.httpPort = httpPort
    this.database = database
    this.file = file
    this.#environment = injectable
      ? { NODE_OPTIONS: `--import=${FAULT_INJECTION}`, FAULT_INJECTION: this.#faultsFile }
      : {}
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get #faultsFile(): string {
    return join(this.#directory, 'injected-faults.json')
  }

  spawn(): void {
    this.#output = ''
    const args = [MAIN, 'start', '--config', this.file]
    const program = { command: process.execPath, args, environment: this.#environment, directory: this.#directory }
    this.#child = startChild(program, text => {
      this.#log = (this.#log + text).slice(-LONGEST_LOG)
      this.#output = (this.#output + text).slice(-LONGEST_LOG)
    })
  }

  async start(): Promise<void> {
    this.spawn()
    const until = performance.now() + START_WITHIN
    while (!this.#output.includes('Latchstring serves')) {
      const ending = this.ended() ?? (performance.now() > until ? 'it did not serve in time' : undefined)
      if (ending !== undefined) throw new Error(`the component did not start: ${ending}\n${this.#output}`)
      await pause(10)
    }
  }

  async endBy(signal: EndingSignal): Promise<void> {
    await this.#child?.endBy(signal)
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.signal(name)
  }

  async injectFaults(how: InjectedFaults): Promise<void> {
    await writeFile(this.#faultsFile, JSON.stringify(how))
    this.signal('SIGUSR2')
    await until(() => !existsSync(this.#faultsFile), { what: 'the component reads the faults to inject' })
  }

  ended(): string | undefined {
    return this.#child?.ended()
  }

  log(): string {
    return this.#log
  }
}
