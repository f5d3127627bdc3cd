import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { type Child, type EndingSignal, startChild } from '../servers/child.js'
import type { Sabotage } from './sabotage.js'
import { until } from './until.js'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const SABOTAGE = new URL('./sabotage.js', import.meta.url).href
const JWT_SECRET = 'a secret of at least thirty-two characters'
/** In milliseconds. */
const START_WITHIN = 120_000
/** In seconds: short, so that a server which does not answer is left while a case lasts. */
const ANSWER_WITHIN = 4
const LONGEST_LOG = 200_000

/** The person who may see and do everything in every room. */
export const WARDEN = 'warden'

/** The component as a process of its own, on the same database file and HTTP port whenever it starts. */
export interface Component {
  readonly httpPort: number
  readonly jwtSecret: string
  /** The path of the database. */
  readonly database: string
  /** Its configuration file. */
  readonly file: string
  /** Of the process that was started last. */
  readonly pid: number
  /** Resolves when it serves. Rejects where it ends before, with what it printed. */
  start(): Promise<void>
  /** The same without waiting for it to serve. */
  spawn(): void
  /** Ends it by a signal; resolves when it is gone. */
  endBy(signal: EndingSignal): Promise<void>
  /** Sends a signal that it goes on after. */
  signal(name: NodeJS.Signals): void
  /** Only of one that is `sabotaged`: resolves when this goes wrong in it. Over with its end. */
  sabotage(how: Sabotage): Promise<void>
  /** How the last one ended, or undefined while it runs. */
  ended(): string | undefined
  /** The end of what it has printed, from its first start on. */
  log(): string
}

type ComponentOptions = {
  /** Holds the configuration and the database. */
  readonly directory: string
  /** Where it finds the XMPP server. */
  readonly componentPort: number
  readonly httpPort: number
  readonly secret: string
  /** Whether things can be made to fail from within. */
  readonly sabotaged?: boolean | undefined
}

/** Writes the configuration of a component, which is started afterwards. */
export async function prepareComponent(options: ComponentOptions): Promise<Component> {
  const { directory, componentPort, httpPort, secret, sabotaged = false } = options
  const database = join(directory, 'rooms.sqlite')
  const config = {
    xmpp: {
      ...{ service: `xmpp://127.0.0.1:${componentPort}`, domain: 'rooms.localhost', secret },
      ...{ connectTimeout: 120, answerTimeout: ANSWER_WITHIN },
    },
    http: { port: httpPort },
    auth: { jwt: { secret: JWT_SECRET } },
    store: { sqlite: { path: database } },
    // What is told of a room must not end at a bound of ours.
    rooms: { admins: [`${WARDEN}@localhost`], maxMembers: 0 },
    limits: { validationsPerAddress: 0, validations: 0, failedJoinsPerUser: 0 },
  }
  const file = join(directory, 'latchstring.yaml')
  await writeFile(file, stringify(config))
  return new ComponentProcess({ directory, httpPort, database, file, sabotaged })
}

type Prepared = Pick<Component, 'httpPort' | 'database' | 'file'> & {
  readonly directory: string
  readonly sabotaged: boolean
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
  /** Since the last start. */
  #said = ''

  constructor({ directory, httpPort, database, file, sabotaged }: Prepared) {
    this.#directory = directory
    this.httpPort = httpPort
    this.database = database
    this.file = file
    this.#environment = sabotaged ? { NODE_OPTIONS: `--import=${SABOTAGE}`, SABOTAGE: this.#orders } : {}
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get #orders(): string {
    return join(this.#directory, 'sabotage.json')
  }

  spawn(): void {
    this.#said = ''
    const args = [MAIN, 'start', '--config', this.file]
    const program = { command: process.execPath, args, environment: this.#environment, directory: this.#directory }
    this.#child = startChild(program, text => {
      this.#log = (this.#log + text).slice(-LONGEST_LOG)
      this.#said = (this.#said + text).slice(-LONGEST_LOG)
    })
  }

  async start(): Promise<void> {
    this.spawn()
    const until = performance.now() + START_WITHIN
    while (!this.#said.includes('Latchstring serves')) {
      const ending = this.ended() ?? (performance.now() > until ? 'it did not serve in time' : undefined)
      if (ending !== undefined) throw new Error(`the component did not start: ${ending}\n${this.#said}`)
      await pause(10)
    }
  }

  async endBy(signal: EndingSignal): Promise<void> {
    await this.#child?.endBy(signal)
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.signal(name)
  }

  async sabotage(how: Sabotage): Promise<void> {
    await writeFile(this.#orders, JSON.stringify(how))
    this.signal('SIGUSR2')
    await until(() => !existsSync(this.#orders), { what: 'it does what it was told' })
  }

  ended(): string | undefined {
    return this.#child?.ended()
  }

  log(): string {
    return this.#log
  }
}
