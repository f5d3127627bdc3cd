import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Latchstring, startLatchstring } from '../../src/app/latchstring.js'
import { type Config, embeddedConfig, type PartialConfig } from '../../src/config/config.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { Actor } from './actor.js'
import { startDevStage } from './dev-stage.js'
import { type FailingStore, failing, WANTED } from './failing-store.js'
import { callRest, type RestAnswer, type RestCall } from './rest.js'
import type { Stage, StageServer } from './stage.js'

/** Whatever runs the scene: a test of tap (`teardown`). It is told what to do in the end. */
export interface Play {
  teardown(work: () => unknown): unknown
}

export type SceneOptions = {
  /** Where the scene plays. Left out: on the server named by LATCHSTRING_STAGE, or else on a dev server of its own. */
  readonly server?: StageServer
  /** Parts of the configuration. */
  readonly rooms?: PartialConfig['rooms']
  readonly limits?: PartialConfig['limits']
  readonly archive?: PartialConfig['archive']
  readonly openInvites?: PartialConfig['openInvites']
  /** The names of actors who are admins of the service. */
  readonly admins?: readonly string[]
  /** The name of an actor whose client `list` keeps a block list. */
  readonly follows?: string
  /** The server's port for clients is known: people can sign in with a password. */
  readonly accounts?: PartialConfig['accounts']
  readonly inviterAddress?: Config['xmpp']['inviterAddress']
}

/** A Latchstring with its server, and three people with a client each. */
export interface Scene {
  readonly romeo: Actor
  readonly juliet: Actor
  readonly mercutio: Actor
  /** The bare JID of a room that nobody has made yet. */
  readonly room: string
  /** The domain of the rooms. */
  readonly domain: string
  /** Where Latchstring listens for HTTP, without a slash at the end. */
  readonly url: string
  readonly store: FailingStore
  /** What Latchstring has written into its log, oldest first; and of that, the lines of this event. */
  readonly log: readonly LogLine[]
  logged(event: string): readonly LogLine[]
  /** One more client, of a new person or of one that is there: `juliet` with the resource `garden`. */
  actor(name: string, resource?: string): Promise<Actor>
  /** Calls the REST API as a person who need not be signed in, by their bare JID. */
  calls(user: string, call: RestCall): Promise<RestAnswer>
  /** Resolves when Latchstring's link to the server is up, at once or again. */
  linkIsUp(): Promise<void>
  /**
   * Stops Latchstring and starts it again with the same database; the actors' clients stay signed in. `meanwhile` is
   * what happens while it is down.
   */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>
  /** Puts Latchstring's clock forward, in milliseconds, and lets it do what is due by then. */
  passes(time: number): Promise<void>
}

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>>

/** Sets the scene. All of it ends with the test, which fails where the log tells of a fault that no scene asked for. */
export async function scenario(t: Play, options: SceneOptions = {}): Promise<Scene> {
  const ends: (() => Promise<unknown>)[] = []
  t.teardown(() => endAll(ends.reverse()))
  const server = options.server ?? (await ownServer(ends))
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  ends.push(() => rm(directory, { recursive: true, force: true }))
  const theatre = new Theatre(server, configOf(server, directory, options))
  await theatre.opens()
  ends.push(() => theatre.closes())
  const actor = (name: string, resource?: string) => theatre.casts(name, resource)
  const [romeo, juliet, mercutio] = await Promise.all([actor('romeo'), actor('juliet'), actor('mercutio')])
  return {
    romeo,
    juliet,
    mercutio,
    actor,
    room: `verona@${server.roomsDomain}`,
    domain: server.roomsDomain,
    get url() {
      return theatre.restUrl
    },
    get store() {
      return theatre.store
    },
    log: theatre.log,
    logged: event => theatre.log.filter(line => line['event'] === event),
    calls: (user, call) => callRest(theatre, user, call),
    linkIsUp: () => theatre.isLinked(),
    restart: meanwhile => theatre.reopens(meanwhile),
    passes: time => theatre.passes(time),
  }
}

/** Ends each part, also when another one fails; then throws the first failure. */
async function endAll(ends: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const end of ends) await end().catch(failure => failures.push(failure))
  if (failures.length > 0) throw failures[0]
}

/** The server that LATCHSTRING_STAGE names, a `StageServer` as JSON; else a dev server that ends with the scene. */
async function ownServer(ends: (() => Promise<unknown>)[]): Promise<StageServer> {
  const given = process.env['LATCHSTRING_STAGE']
  if (given) return JSON.parse(given) as StageServer
  const stage = await startDevStage()
  ends.push(() => stage.stop())
  return stage.server
}

function configOf(
  server: StageServer,
  directory: string,
  { rooms, limits, archive, openInvites, admins = [], accounts, follows, inviterAddress }: SceneOptions,
): Config {
  return embeddedConfig({
    xmpp: {
      service: `xmpp://127.0.0.1:${server.componentPort}`,
      domain: server.roomsDomain,
      secret: server.secret,
      ...(inviterAddress ? { inviterAddress } : {}),
    },
    http: { port: 0, publicUrl: 'https://rooms.example' },
    auth: { jwt: { secret: randomBytes(32).toString('hex') } },
    accounts: { service: `xmpp://127.0.0.1:${server.clientPort}`, ...accounts },
    store: { sqlite: { path: join(directory, 'latchstring.sqlite') } },
    rooms: {
      ...rooms,
      admins: admins.map(name => `${name}@${server.domain}`),
      blockLists: follows ? [{ jid: `${follows}@${server.domain}/list`, node: 'muc_bans_sha256' }] : [],
    },
    ...(limits ? { limits } : {}),
    ...(archive ? { archive } : {}),
    ...(openInvites ? { openInvites } : {}),
    log: { level: 'silent' },
  })
}

class Theatre implements Stage {
  readonly server: StageServer
  readonly log: LogLine[] = []
  readonly #config: Config
  readonly #cast: Actor[] = []
  #passed = 0
  #store: FailingStore | undefined
  #latchstring: Latchstring | undefined

  constructor(server: StageServer, config: Config) {
    this.server = server
    this.#config = config
  }

  get jwtSecret(): string {
    return this.#config.auth.jwt.secret
  }

  get restUrl(): string {
    return `http://127.0.0.1:${this.#latchstring?.httpPort}`
  }

  get store(): FailingStore {
    if (!this.#store) throw new Error('the scene is over')
    return this.#store
  }

  async opens(): Promise<void> {
    this.#store = failing(openSqliteStore(this.#config.store.sqlite.path))
    this.#latchstring = await startLatchstring(this.#config, this.#logger(), {
      store: this.#store,
      now: () => Date.now() + this.#passed,
      // Time passes when the scene says so.
      every: 2 ** 31 - 1,
    })
  }

  #logger() {
    return pino({ level: 'info' }, { write: line => this.log.push(JSON.parse(line)) })
  }

  async reopens(meanwhile?: () => Promise<unknown>): Promise<void> {
    await this.#latchstring?.stop()
    await meanwhile?.()
    await this.opens()
  }

  async passes(time: number): Promise<void> {
    this.#passed += time
    await this.#latchstring?.tick()
  }

  async isLinked(): Promise<void> {
    await this.#latchstring?.linked()
  }

  async closes(): Promise<void> {
    await Promise.all(this.#cast.map(actor => actor.signsOut()))
    await this.#latchstring?.stop()
    const fault = this.log.find(line => line['event'] === 'fault' && !JSON.stringify(line).includes(WANTED))
    if (fault) throw new Error(`Latchstring has logged a fault that the scene did not want: ${JSON.stringify(fault)}`)
  }

  async casts(name: string, resource?: string): Promise<Actor> {
    const actor = await Actor.signIn(this, name, resource)
    this.#cast.push(actor)
    return actor
  }

  /** Twice: what the first answers set off has gone out before the second ones. */
  async settles(): Promise<void> {
    await Promise.all(this.#cast.map(actor => actor.settles()))
    await Promise.all(this.#cast.map(actor => actor.settles()))
  }
}
