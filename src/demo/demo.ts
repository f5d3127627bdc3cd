import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Latchstring, startLatchstring } from '../app/latchstring.js'
import { embeddedConfig } from '../config/config.js'
import { type DevServer, startDevServer } from '../dev-server/index.js'
import { signToken } from '../http/auth/token.js'
import { formFor, logTo } from '../observability/log.js'
import { Answers } from './answers.js'
import { acceptInvitation } from './bob.js'
import { demoDatabase } from './database.js'
import { curlLine, introduction } from './introduction.js'
import { narrate, printStanzas } from './narration.js'
import { Player } from './player.js'
import { freePort } from './port.js'
import { callRest } from './rest.js'
import { demoRoom, isIn } from './room.js'
import type { DemoScene } from './scene.js'
import { storedSecrets } from './secrets.js'
import { playStory } from './story.js'

export type DemoOptions = {
  /** Whether to play the story and check it. */
  readonly play: boolean
  /** Whether to print each stanza of alice and bob, instead of words. */
  readonly xml?: boolean
  readonly print: (line: string) => void
  /** The directory for the database and the secrets. */
  readonly directory: string
  /** The port of the REST API; 0 for any free port. By default the first free one from 8080 on. */
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
const STDERR = 2
const HTTP_PORT = 8080
/** How long a service on a port in use may take to say whether it knows our token, and how long that token lives. */
const CHECK_SECONDS = 2
const CHECK_HOURS = 1 / 60
/** The accounts of the demo with their passwords; carol is the reader. */
const ACCOUNTS = new Map([
  ['alice', 'alice'],
  ['bob', 'bob'],
  ['carol', 'carol'],
])

/**
 * Starts the service and a small XMPP server in this process. A played story uses a temporary database and any free port,
 * so that each run is the same; otherwise rooms and secrets stay in the directory. Rejects if a part does not start.
 */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  const { play, xml = false, print, directory } = options
  await mkdir(directory, { recursive: true })
  const home = play ? await mkdtemp(join(directory, 'play-')) : directory
  const cleanups: Cleanup[] = play ? [() => rm(home, { recursive: true, force: true })] : []
  const stop = async () => {
    for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
  }
  try {
    const httpPort = options.httpPort ?? (play ? 0 : await portFor(home))
    const scene = await setScene({ home, httpPort }, cleanups)
    if (xml) printStanzas(scene, print)
    if (!play) cleanups.push(bringToLife(scene))
    await scene.alice.enters(scene.room.jid)
    if (play) return { passed: await playStory(scene, print), stop }
    const portInUse = httpPort > HTTP_PORT ? HTTP_PORT : undefined
    for (const line of introduction({ scene, curl: await curlLine(scene, home), portInUse })) print(line)
    if (!xml) narrate(scene, print)
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The first free port. Rejects if a demo with the same secrets, and so the same database, runs already. */
async function portFor(home: string): Promise<number> {
  const { jwtSecret } = await storedSecrets(home)
  const isOwn = async (port: number) => {
    const token = await signToken(jwtSecret, { user: 'alice@localhost', userClaim: 'sub', hours: CHECK_HOURS })
    const call = { url: `http://127.0.0.1:${port}/api/v1/tokens`, token, seconds: CHECK_SECONDS }
    return callRest(call).then(
      ({ status }) => status === 200,
      () => false,
    )
  }
  return freePort(HTTP_PORT, isOwn)
}

/** Lets alice answer in her room, and bob enter it when he is invited. Gives what ends the answers. */
function bringToLife({ alice, bob, room }: DemoScene): Cleanup {
  const later = (act: () => void, milliseconds: number) => {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  }
  const answers = new Answers({ alice, room: room.jid, later })
  acceptInvitation(bob, room.jid)
  return async () => answers.stop()
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
    // A service on any free port has links that look like those of a normal start.
    http: { port: options.httpPort, publicUrl: `http://127.0.0.1:${options.httpPort || HTTP_PORT}` },
    auth: { jwt: { secret: options.jwtSecret } },
    accounts: { service: `xmpp://127.0.0.1:${options.server.ports.client}` },
    // An app on this machine may receive events.
    events: { privateReceivers: ['127.0.0.0/8', '::1'] },
    store: { sqlite: { path: demoDatabase(options.home) } },
    log: { level: 'warn' },
  })
  return startLatchstring(config, logTo(STDERR, config.log.level, formFor(STDERR)))
}

function player(server: DevServer, user: string): Promise<Player> {
  const password = ACCOUNTS.get(user) ?? ''
  return Player.signIn({ port: server.ports.client, domain: server.domain, user, password, resource: 'demo' })
}
