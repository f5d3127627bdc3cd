import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { embeddedConfig } from '../config.js'
import { type DevServer, startDevServer } from '../dev-server/index.js'
import { signToken } from '../http/auth/token.js'
import { type Latchstring, startLatchstring } from '../latchstring.js'
import { Player } from './cast.js'
import { demoDatabase } from './database.js'
import { introduction } from './introduction.js'
import { type DemoRoom, demoRoom, isIn } from './room.js'
import { storedSecrets } from './secrets.js'
import { shown } from './shown.js'
import { playStory } from './story.js'

/** What the demo runs with. */
export type DemoOptions = {
  /** Whether to play the story by itself and end. */
  readonly play: boolean
  readonly print: (line: string) => void
  /** Where its rooms and secrets are kept. */
  readonly directory: string
  /** Where the REST API listens, if not where the links say; 0 is any free port. */
  readonly httpPort?: number
}

/** A running demo; `passed` tells how the story ended where it was played. */
export interface Demo {
  readonly passed?: boolean
  stop(): Promise<void>
}

/** Everything that the demo runs: alice sits in her room, bob has only a client. */
export type DemoScene = {
  /** Where the REST API listens, without a slash at the end. */
  readonly url: string
  readonly room: DemoRoom
  readonly alice: Player
  readonly bob: Player
  readonly bobsToken: string
  /** He joined in an earlier run. */
  readonly bobIsIn: boolean
  readonly server: DevServer
}

const DOMAIN = 'rooms.localhost'
const HTTP_PORT = 8080
/** The accounts of the demo; each has its name as its password. */
const ACCOUNTS = new Map([
  ['alice', 'alice'],
  ['bob', 'bob'],
])

/**
 * Starts the service and a small XMPP server in this process. A played story has a database and a port of its own, so
 * that it is the same each time; otherwise rooms and secrets stay in the directory.
 */
export async function runDemo({ play, print, directory, httpPort }: DemoOptions): Promise<Demo> {
  await mkdir(directory, { recursive: true })
  const home = play ? await mkdtemp(join(directory, 'play-')) : directory
  const ends: (() => Promise<unknown>)[] = play ? [() => rm(home, { recursive: true, force: true })] : []
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const scene = await setScene({ home, httpPort: httpPort ?? (play ? 0 : HTTP_PORT) }, ends)
    listen(scene, print)
    if (play) return { passed: await playStory(scene, print), stop }
    for (const line of introduction(scene)) print(line)
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function setScene(
  place: { home: string; httpPort: number },
  ends: (() => Promise<unknown>)[],
): Promise<DemoScene> {
  const { xmppSecret, jwtSecret } = await storedSecrets(place.home)
  const server = await startDevServer({ components: [{ domain: DOMAIN, secret: xmppSecret }], accounts: ACCOUNTS })
  ends.push(() => server.close())
  const latchstring = await startService({ ...place, server, xmppSecret, jwtSecret })
  ends.push(() => latchstring.stop())
  const url = `http://127.0.0.1:${latchstring.httpPort}`
  const tokenOf = (user: string) =>
    signToken(jwtSecret, { user: `${user}@${server.domain}`, userClaim: 'sub', hours: 24 })
  const room = await demoRoom({ url, token: await tokenOf('alice'), directory: place.home })
  const [alice, bob] = [await player(server, 'alice'), await player(server, 'bob')]
  ends.push(() => Promise.all([alice.leaves(), bob.leaves()]))
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
    // A played story listens elsewhere for its moment; its links look as they will later.
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

function listen({ alice, bob }: DemoScene, print: (line: string) => void): void {
  for (const player of [alice, bob]) {
    player.hears(stanza => print(`\n${player.name} receives:\n${shown(stanza)}`))
  }
}
