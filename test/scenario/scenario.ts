import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Latchstring, startLatchstring } from '../../src/app/latchstring.js'
import { type Config, embeddedConfig, type PartialConfig } from '../../src/config/config.js'
import { makeAccountOf } from './accounts.js'
import { Actor } from './actor.js'
import { sceneStore } from './conflicting-store.js'
import { startDevStage } from './dev-stage.js'
import { type FailingStore, failing, REQUESTED } from './failing-store.js'
import { callRest, type RestAnswer, type RestCall } from './rest.js'
import { openSceneStore } from './scene-store.js'
import type { Stage, StageServer } from './stage.js'

/** The test that runs the scene, such as a test of tap: it takes the work to do at its end. */
export interface Play {
  teardown(work: () => unknown): unknown
}

export type SceneOptions = {
  /** The server to play on. Default: the one named by LATCHSTRING_STAGE, or else a dev server of its own. */
  readonly server?: StageServer
  /** Parts of the configuration. */
  readonly rooms?: PartialConfig['rooms']
  readonly limits?: PartialConfig['limits']
  readonly archive?: PartialConfig['archive']
  readonly openInvites?: PartialConfig['openInvites']
  readonly guests?: PartialConfig['guests']
  readonly events?: PartialConfig['events']
  /** Where the pages are. Default: a free port, and links that no browser can open. */
  readonly http?: { readonly port: number; readonly publicUrl: string }
  /** The names of actors who are admins of the service. */
  readonly admins?: readonly string[]
  /** The names of actors who are service accounts for all users of the server. */
  readonly serviceAccounts?: readonly string[]
  /** Whether only accounts sign in, also where the scene has a dev server of its own. Default false. */
  readonly checksPasswords?: boolean
  /** The name of an actor whose client `list` publishes a block list. */
  readonly follows?: string
  /** The account settings; the default already has the server's port, so that people can sign in with a password. */
  readonly accounts?: PartialConfig['accounts']
  readonly inviterAddress?: Config['xmpp']['inviterAddress']
  readonly multicast?: Config['xmpp']['multicast']
}

/** A Latchstring with its server, and three people with a client each. */
export interface Scene {
  readonly romeo: Actor
  readonly juliet: Actor
  readonly mercutio: Actor
  /** The bare JID of a room that does not exist yet. */
  readonly room: string
  /** The domain of the rooms. */
  readonly domain: string
  /** The base URL of Latchstring's HTTP server, without a trailing slash. */
  readonly url: string
  /** The WebSocket of the server, at which people with an account sign in with a browser. */
  readonly socket: string
  readonly store: FailingStore
  /** Latchstring's log, oldest line first; `logged` gives only the lines of one event. */
  readonly log: readonly LogLine[]
  logged(event: string): readonly LogLine[]
  /**
   * Signs in one more client, of a new person or of an existing one: `juliet` with the resource `garden`. `server`:
   * another one, which federates with the scene's.
   */
  actor(name: string, resource?: string, server?: StageServer): Promise<Actor>
  /** Signs in a client of a guest over WebSocket; `jid` is the bare JID. */
  guest(account: { jid: string; password: string; resource?: string }): Promise<Actor>
  /** Calls the REST API as the person with this bare JID, who has an account but need not be signed in. */
  calls(user: string, call: RestCall): Promise<RestAnswer>
  /** Resolves when Latchstring's link to the server is up, at once if it is. */
  linkIsUp(): Promise<void>
  /**
   * Stops Latchstring and starts it again with the same configuration; the actors' clients stay signed in. `meanwhile` runs
   * while it is down.
   */
  restart(meanwhile?: (config: Config) => Promise<unknown>): Promise<void>
  /**
   * Sets Latchstring's clock forward by this many milliseconds (backward if negative), and runs the work due by then.
   */
  passes(time: number): Promise<void>
}

/** A line of the log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>

/**
 * Starts a server, Latchstring and the actors. Everything ends with the test, which fails if the log has an error that
 * no scene requested.
 */
export async function scenario(t: Play, options: SceneOptions = {}): Promise<Scene> {
  const ends: (() => Promise<unknown>)[] = []
  t.teardown(() => endAll(ends.reverse()))
  const server = options.server ?? (await ownServer(ends, options))
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  ends.push(() => rm(directory, { recursive: true, force: true }))
  const runner = new SceneRunner(server, configOf(server, directory, options))
  await runner.start()
  ends.push(() => runner.stop())
  const actor: Scene['actor'] = (...person) => runner.signIn(...person)
  const [romeo, juliet, mercutio] = await Promise.all([actor('romeo'), actor('juliet'), actor('mercutio')])
  return {
    romeo,
    juliet,
    mercutio,
    actor,
    room: `verona@${server.roomsDomain}`,
    domain: server.roomsDomain,
    socket: socketOf(server),
    get url() {
      return runner.restUrl
    },
    get store() {
      return runner.store
    },
    guest: account => runner.guest(account),
    log: runner.log,
    logged: event => runner.log.filter(line => line['event'] === event),
    calls: async (user, call) => {
      await makeAccountOf(server, user)
      return callRest(runner, user, call)
    },
    linkIsUp: () => runner.linked(),
    restart: meanwhile => runner.restart(meanwhile),
    passes: time => runner.passes(time),
  }
}

/** Ends each part, also when another one fails; then throws the first failure. */
async function endAll(ends: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const end of ends) await end().catch(failure => failures.push(failure))
  if (failures.length > 0) throw failures[0]
}

/** The server that LATCHSTRING_STAGE names, a `StageServer` as JSON; else a dev server that ends with the scene. */
async function ownServer(
  ends: (() => Promise<unknown>)[],
  { checksPasswords = false }: SceneOptions,
): Promise<StageServer> {
  const given = process.env['LATCHSTRING_STAGE']
  if (given) return JSON.parse(given) as StageServer
  const stage = await startDevStage({ accounts: checksPasswords ? 'registered' : 'anybody' })
  ends.push(() => stage.stop())
  return stage.server
}

function configOf(
  server: StageServer,
  directory: string,
  {
    rooms,
    limits,
    archive,
    openInvites,
    guests,
    events,
    http,
    admins = [],
    serviceAccounts = [],
    accounts,
    follows,
    inviterAddress,
    multicast,
  }: SceneOptions,
): Config {
  return embeddedConfig({
    xmpp: {
      service: `xmpp://127.0.0.1:${server.componentPort}`,
      domain: server.roomsDomain,
      secret: server.secret,
      ...(inviterAddress ? { inviterAddress } : {}),
      ...(multicast ? { multicast } : {}),
    },
    http: http ?? { port: 0, publicUrl: 'https://rooms.example' },
    auth: {
      jwt: { secret: randomBytes(32).toString('hex') },
      actAs: serviceAccounts.map(name => {
        return { user: `${name}@${server.domain}`, domains: [server.domain], admins: [] }
      }),
    },
    accounts: { service: `xmpp://127.0.0.1:${server.clientPort}`, ...accounts },
    web: { signIn: socketOf(server) },
    store: { sqlite: { path: join(directory, 'latchstring.sqlite') } },
    rooms: {
      ...rooms,
      admins: admins.map(name => `${name}@${server.domain}`),
      blockLists: follows ? [{ jid: `${follows}@${server.domain}/list`, node: 'muc_bans_sha256' }] : [],
    },
    ...(limits ? { limits } : {}),
    ...(archive ? { archive } : {}),
    ...(openInvites ? { openInvites } : {}),
    ...(guests ? { guests } : {}),
    ...(events ? { events } : {}),
    log: { level: 'silent' },
  })
}

function socketOf({ webSocketPort }: StageServer): string {
  return `ws://127.0.0.1:${webSocketPort}/xmpp-websocket`
}

class SceneRunner implements Stage {
  readonly server: StageServer
  readonly log: LogLine[] = []
  readonly #config: Config
  readonly #actors: Actor[] = []
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

  async start(): Promise<void> {
    this.#store = failing(await openSceneStore(this.#config))
    this.#latchstring = await startLatchstring(this.#config, this.#logger(), {
      store: sceneStore(this.#store),
      now: () => Date.now() + this.#passed,
      // Periodic work runs only when the scene calls `passes`.
      tickInterval: 2 ** 31 - 1,
      newsInterval: 2 ** 31 - 1,
    })
  }

  #logger() {
    return pino({ level: 'info' }, { write: line => this.log.push(JSON.parse(line)) })
  }

  async restart(meanwhile?: (config: Config) => Promise<unknown>): Promise<void> {
    await this.#latchstring?.stop()
    await meanwhile?.(this.#config)
    await this.start()
  }

  async passes(time: number): Promise<void> {
    this.#passed += time
    await this.#latchstring?.tick()
  }

  async linked(): Promise<void> {
    await this.#latchstring?.linked()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#actors.map(actor => actor.signsOut()))
    await this.#latchstring?.stop()
    const fault = this.log.find(line => line['event'] === 'fault' && !JSON.stringify(line).includes(REQUESTED))
    if (fault) throw new Error(`Latchstring logged a fault that the scene did not request: ${JSON.stringify(fault)}`)
  }

  async signIn(name: string, resource?: string, server = this.server): Promise<Actor> {
    const actor = await Actor.signIn(this.#seenFrom(server), name, resource)
    this.#actors.push(actor)
    return actor
  }

  async guest(account: { jid: string; password: string; resource?: string }): Promise<Actor> {
    const websocket = `${this.restUrl.replace('http', 'ws')}/xmpp-websocket`
    const guest = await Actor.asGuest(this.#seenFrom(this.server), { websocket, ...account })
    this.#actors.push(guest)
    return guest
  }

  /** This stage for a client of a server, whose own rooms take no part. */
  #seenFrom(server: StageServer): Stage {
    const { jwtSecret } = this
    const restUrl = () => this.restUrl
    return {
      server: { ...server, roomsDomain: this.server.roomsDomain },
      jwtSecret,
      get restUrl() {
        return restUrl()
      },
      settles: () => this.settles(),
    }
  }

  /** Twice, because the first answers may cause further stanzas, which arrive before the second answers. */
  async settles(): Promise<void> {
    await Promise.all(this.#actors.map(actor => actor.settles()))
    await Promise.all(this.#actors.map(actor => actor.settles()))
  }
}
