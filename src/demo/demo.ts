import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Latchstring, startLatchstring } from '../app/latchstring.js'
import { embeddedConfig } from '../config/config.js'
import { type DevServer, startDevServer } from '../dev-server/index.js'
import { signToken } from '../http/auth/token.js'
import { demoDatabase } from './database.js'
import { introduction } from './introduction.js'
import { Player } from './player.js'
import { prettyStanza } from './pretty-stanza.js'
import { demoRoom, isIn } from './room.js'
import type { DemoScene } from './scene.js'
import { storedSecrets } from './secrets.js'
import { playStory } from './story.js'

export type DemoOptions = {
  /** Whether to play the story and check it. */
  readonly play: boolean
  readonly print: (line: string) => void
  /** The directory for the database and the secrets. */
  readonly directory: string
  /** The port of the REST API, where it differs from the port in the links; 0 for any free port. */
  readonly httpPort?: number
}

/** A running demo. `passed`: whether the story passed, if it was played. */
export interface Demo {
  readonly passed?: boolean
  stop(): Promise<void>
}

/** Stops one part of the demo. */
type Cleanup = () => Promise<unknown>

const DOMAIN = 'rooms.localhost'
const HTTP_PORT = 8080
/** The accounts of the demo with their passwords. */
const ACCOUNTS = new Map([
  ['alice', 'alice'],
  ['bob', 'bob'],
])

/**
 * Starts the service and a small XMPP server in this process. A played story uses a temporary database and a free port,
 * so that each run is the same; otherwise rooms and secrets stay in the directory. Rejects if a part does not start.
 */
export async function runDemo({ play, print, directory, httpPort }: DemoOptions): Promise<Demo> {
  await mkdir(directory, { recursive: true })
  const home = play ? await mkdtemp(join(directory, 'play-')) : directory
  const cleanups: Cleanup[] = play ? [() => rm(home, { recursive: true, force: true })] : []
  const stop = async () => {
    for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
  }
  try {
    const scene = await setScene({ home, httpPort: httpPort ?? (play ? 0 : HTTP_PORT) }, cleanups)
    printStanzas(scene, print)
    if (play) return { passed: await playStory(scene, print), stop }
    for (const line of introduction(scene)) print(line)
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function setScene(place: { home: string; httpPort: number }, cleanups: Cleanup[]): Promise<DemoScene> {
  const { xmppSecret, jwtSecret } = await storedSecrets(place.home)
  const server = await startDevServer({ components: [{ domain: DOMAIN, secret: xmppSecret }], accounts: ACCOUNTS })
  cleanups.push(() => server.close())
  const latchstring = await startService({ ...place, server, xmppSecret, jwtSecret })
  cleanups.push(() => latchstring.stop())
  const url = `http://127.0.0.1:${latchstring.httpPort}`
  const tokenOf = (user: string) =>
    signToken(jwtSecret, { user: `${user}@${server.domain}`, userClaim: 'sub', hours: 24 })
  const room = await demoRoom({ url, token: await tokenOf('alice'), directory: place.home })
  const [alice, bob] = [await player(server, 'alice'), await player(server, 'bob')]
  cleanups.push(() => Promise.all([alice.leaves(), bob.leaves()]))
  await alice.enters(room.jid)
  const bobsToken = await tokenOf('bob')
  return { url, room, alice, bob, bobsToken, bobIsIn: await isIn({ url, token: bobsToken }, room), server }
}

function startService(options: {
  home: string
  httpPort: number
  server: DevServer
  xmppSecret: string
  jwtSecret: string
}): Promise<Latchstring> {
  const config = embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${options.server.ports.component}`, domain: DOMAIN, secret: options.xmppSecret },
    // A played story listens on another port, but its links look like those of a normal start.
    http: { port: options.httpPort, publicUrl: `http://127.0.0.1:${HTTP_PORT}` },
    auth: { jwt: { secret: options.jwtSecret } },
    accounts: { service: `xmpp://127.0.0.1:${options.server.ports.client}` },
    store: { sqlite: { path: demoDatabase(options.home) } },
    log: { level: 'warn' },
  })
  return startLatchstring(config, pino({ level: config.log.level }, pino.destination({ dest: 2, sync: true })))
}

function player(server: DevServer, user: string): Promise<Player> {
  const password = ACCOUNTS.get(user) ?? ''
  return Player.signIn({ port: server.ports.client, domain: server.domain, user, password, resource: 'demo' })
}

function printStanzas({ alice, bob }: DemoScene, print: (line: string) => void): void {
  for (const player of [alice, bob]) {
    player.onStanza(stanza => print(`\n${player.name} receives:\n${prettyStanza(stanza)}`))
  }
}
