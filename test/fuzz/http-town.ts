import { generateKeyPairSync } from 'node:crypto'
import diagnostics from 'node:diagnostics_channel'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { startLatchstring } from '../../src/app/latchstring.js'
import { embeddedConfig, type PartialConfig } from '../../src/config/config.js'
import { startDevServer } from '../../src/dev-server/index.js'
import type { TypedApp } from '../../src/http/schema/typed-app.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import type { Known, Route } from '../http/any-request.js'
import { checkAgainstSchema } from '../http/rest.js'
import { JWT_SECRET, PASSWORDS, ROOT, world } from './http-world.js'
import { growth, heapAtRest } from './memory.js'

/** Lines of the log from `error` on tell of faults. */
const ERROR = 50
/** What is told of each fault, in characters. */
const LONGEST_LINE = 2000

export type TownOptions = {
  /** Changes the server for HTTP before it has any routes, to plant a fault. */
  readonly plant?: Plant | undefined
  readonly limits?: PartialConfig['limits']
  readonly accounts?: PartialConfig['accounts']
  readonly trustedProxies?: readonly string[]
}

type Plant = (app: TypedApp, log: Logger) => void

/** Without these most requests would hear that they are too many. */
const NO_LIMITS = {
  ...{ requestsPerAddress: 0, requestsPerUser: 0, connections: 0, connectionsPerAddress: 0 },
  ...{ validationsPerAddress: 0, validations: 0, failedJoinsPerUser: 0, requestSeconds: 6 },
}

/** A whole Latchstring on a small XMPP server, with a file for its database, for strangers to knock at. */
export async function openTown({ plant, limits, accounts, trustedProxies = [] }: TownOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-fuzz-'))
  const domain = 'rooms.localhost'
  const server = await startDevServer({
    components: [{ domain, secret: 's' }],
    accounts: PASSWORDS,
    registration: true,
  })
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyFile = join(directory, 'signer.pem')
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  await writeFile(keyFile, publicPem)
  const database = join(directory, 'rooms.sqlite')
  const config = embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${server.ports.component}`, domain, secret: 's' },
    auth: { jwt: { secret: JWT_SECRET, publicKeyFile: keyFile } },
    http: { port: 0, publicUrl: 'https://rooms.example.org', trustedProxies: [...trustedProxies] },
    accounts: { service: `xmpp://127.0.0.1:${server.ports.client}`, registration: true, ...accounts },
    store: { sqlite: { path: database } },
    rooms: { admins: [ROOT] },
    limits: { ...NO_LIMITS, ...limits },
  })
  const log = listening()
  const { routes, started } = watched(
    () => startLatchstring(config, log.logger),
    app => plant?.(app, log.logger),
  )
  const service = await started
  const port = service.httpPort
  const before = await heapAtRest()
  return {
    ...{ port, routes, publicPem, privateKey, secrets: log.secrets },
    failures: log.failures,
    /** People, rooms and links as they are before anybody has touched them; for strangers who wear them out. */
    anew: async (): Promise<Known> => {
      const known = await world(`http://127.0.0.1:${port}`)
      log.secrets.splice(0, log.secrets.length, ...secretsOf(known))
      return known
    },
    /** Ends it; gives what has been wrong with it from the first request to the last, and the heap at rest. */
    close: async () => {
      const isAlive = await fetch(`http://127.0.0.1:${port}/api/rainbow/ping`).then(({ ok }) => ok)
      const after = await heapAtRest()
      await service.stop()
      await server.close()
      const unsound = checkDatabase(database).faults
      await rm(directory, { recursive: true })
      const failures = [
        ...log.failures,
        ...(isAlive ? [] : ['it does not answer']),
        ...growth(before, after),
        ...unsound,
      ]
      return { failures, figures: { heapBefore: before ?? 'not measured', heapAfter: after ?? 'not measured' } }
    },
  }
}

export type Town = Awaited<ReturnType<typeof openTown>>

/** A log in which nothing may be a fault, and none of the secrets may stand. */
function listening() {
  const failures: string[] = []
  const secrets: string[] = []
  const write = (line: string) => {
    const { level } = JSON.parse(line) as { level: number }
    if (level >= ERROR) failures.push(`the log says: ${line.slice(0, LONGEST_LINE)}`)
    // Whoever knows a secret may give its name to an account: the address of one is told as it is.
    if (secrets.some(secret => line.replaceAll(`${secret}@`, '').includes(secret)))
      failures.push(`a secret is in the log: ${line.slice(0, LONGEST_LINE)}`)
  }
  return { logger: pino({ level: 'trace' }, { write }), failures, secrets }
}

function secretsOf(known: Known): string[] {
  const names = Object.keys(known).filter(name => name.startsWith('tokenO') || name.startsWith('tokenF'))
  return [...names, 'openInviteId'].map(name => known[name] ?? '').filter(secret => secret !== '')
}

/** Starts something with a server for HTTP, whose routes are listed and whose answers are held against their schemas. */
function watched<T>(start: () => Promise<T>, plant: (app: TypedApp) => void) {
  const routes: Route[] = []
  const watch = (message: unknown) => {
    const { fastify: app } = message as { fastify: TypedApp }
    app.addHook('onRoute', ({ method, url, schema = {} }) => {
      const isListed = typeof method === 'string' && method !== 'HEAD' && !schema.hide
      if (isListed) routes.push({ method, url, schema: schema as Route['schema'] })
    })
    plant(app)
    app.addHook('onSend', async (request, reply, payload) => checkAgainstSchema(request, { reply, payload }))
  }
  diagnostics.subscribe('fastify.initialization', watch)
  const started = start().finally(() => diagnostics.unsubscribe('fastify.initialization', watch))
  return { routes, started }
}
