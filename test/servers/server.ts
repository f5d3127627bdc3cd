import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, type EndingSignal, type Program, startChild } from './child.js'
import { answersStream, freePorts, tryUntil } from './ports.js'

/**
 * `quick`: only accounts sign in, and registration is open (XEP-0077); to keep and check their passwords costs little.
 * `registered`: the same with passwords as installations keep them. `anybody`: every name and password is accepted.
 */
export type Accounts = 'quick' | 'registered' | 'anybody'

/** A real XMPP server on the loopback, stopped at the end of the test. */
export interface RealServer {
  readonly name: string
  /** The host of the accounts. */
  readonly domain: string
  /** The host of the component. */
  readonly roomsDomain: string
  readonly clientPort: number
  readonly componentPort: number
  /** The port of XMPP over WebSocket, at the path `/xmpp-websocket`. */
  readonly webSocketPort: number
  /** The secret of the component `roomsDomain`. */
  readonly secret: string
  /** Whether only accounts sign in, and registration is open. */
  readonly registers: boolean
  /** Everything that the server has printed. */
  log(): string
  /** Ends it by a signal; its files stay. */
  endBy(signal: EndingSignal): Promise<void>
  /** Sends a signal that does not end it. */
  signal(name: NodeJS.Signals): void
  /** Starts it again after `endBy`, on the same ports; resolves when clients and the component can connect. */
  start(): Promise<void>
  /** Stops and starts it as an administrator does: same ports, same accounts. */
  restart(): Promise<void>
  /** Changes its configuration files, each by its name and text. They hold from the next start. */
  configures(change: (text: string, name: string) => string): Promise<void>
  stop(): Promise<void>
}

/** How a server on the loopback federates with others: by dialback (XEP-0220) and without TLS. */
export type Federation = {
  /** The port on which it accepts other servers. */
  readonly port: number
  /** The domains of the other server, and its port. */
  readonly other: { readonly domains: readonly string[]; readonly port: number }
  /** The port of a name server on the loopback that knows `other`. */
  readonly nameServer: number
}

export type ServerOptions = {
  /** Whether the component may send in the name of users (XEP-0356), as our snippet of configuration grants it. */
  readonly privilege: boolean
  /** Default: `quick`. */
  readonly accounts?: Accounts
  /** Whether Prosody offers TLS, with the certificate of the tests. Default false. */
  readonly tls?: boolean
  /** The host of the accounts; the rooms have the domain below it named `rooms`. Default: `localhost`. */
  readonly domain?: string
  /** Default: no other server is reached. */
  readonly federation?: Federation
  /** A host on which people without an account sign in over WebSocket (SASL ANONYMOUS). Default: there is none. */
  readonly anonymous?: string
  /** Whether ejabberd offers its API (mod_http_api) at the path `/api` of the port for WebSocket. Default false. */
  readonly api?: boolean
  /** The name of an account that is an admin of the server and of its own rooms. Default: there is none. */
  readonly admin?: string
}

/** The values in a server's configuration files. */
export type Setup = {
  readonly directory: string
  readonly domain: string
  readonly clientPort: number
  readonly componentPort: number
  readonly webSocketPort: number
  readonly secret: string
}

/** The differences between the server programs. */
type ServerKind = {
  readonly name: string
  readonly domain: string
  readonly accounts: Accounts
  /** The contents of its files, by name, in `setup.directory`. */
  files(setup: Setup): Readonly<Record<string, string>>
  program(setup: Setup): Program
}

/**
 * Writes the files of a server, starts it and waits until clients and the component can connect. Throws when it does
 * not start.
 */
export async function startServer(kind: ServerKind): Promise<RealServer> {
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const [clientPort = 0, componentPort = 0, webSocketPort = 0] = await freePorts(3)
  const { domain } = kind
  const setup = { directory, domain, clientPort, componentPort, webSocketPort, secret: randomBytes(16).toString('hex') }
  const files = Object.entries(kind.files(setup))
  const write = (change: (text: string, name: string) => string = text => text) =>
    Promise.all(files.map(([name, text]) => writeFile(join(directory, name), change(text, name))))
  await write()
  let log = ''
  const run = () =>
    runUntilReady(kind, setup, text => {
      log += text
    })
  const stop = async (child: Child) => {
    await child.end()
    await rm(directory, { recursive: true, force: true })
  }
  let child = await run().catch(async error => {
    await rm(directory, { recursive: true, force: true })
    throw new Error(`${kind.name} did not start: ${String(error)}\n${log}`)
  })
  return {
    name: kind.name,
    domain,
    roomsDomain: `rooms.${domain}`,
    clientPort,
    componentPort,
    webSocketPort,
    secret: setup.secret,
    registers: kind.accounts !== 'anybody',
    log: () => log,
    endBy: signal => child.endBy(signal),
    signal: name => child.signal(name),
    start: async () => {
      child = await run()
    },
    restart: async () => {
      await child.end()
      child = await run()
    },
    configures: async change => void (await write(change)),
    stop: () => stop(child),
  }
}

/** ejabberd 23.01 rarely ends at its start: "Maximum number (0) of ETS cache tables has reached". */
const STARTS = 3

async function runUntilReady(kind: ServerKind, setup: Setup, print: (text: string) => void): Promise<Child> {
  for (let tries = 1; tries < STARTS; tries++) {
    const child = await runOnce(kind, setup, print).catch(() => undefined)
    if (child) return child
  }
  return runOnce(kind, setup, print)
}

async function runOnce(kind: ServerKind, setup: Setup, print: (text: string) => void): Promise<Child> {
  const child = startChild(kind.program(setup), print)
  const isReady = async () =>
    (await answersStream(setup.clientPort, { namespace: 'jabber:client', to: setup.domain })) &&
    (await answersStream(setup.componentPort, { namespace: 'jabber:component:accept', to: `rooms.${setup.domain}` }))
  try {
    await tryUntil(isReady, () => child.ended())
    return child
  } catch (error) {
    await child.end()
    throw error
  }
}

/** One of the configuration snippets for administrators, filled in as its comment says. */
export function configSnippet(name: string, { secret, domain, componentPort }: Setup): string {
  const root = new URL(import.meta.resolve('latchstring/package.json'))
  return readFileSync(new URL(`config/${name}`, root), 'utf8')
    .replaceAll('example.org', domain)
    .replaceAll('change this secret', secret)
    .replaceAll('port: 5347', `port: ${componentPort}`)
}
