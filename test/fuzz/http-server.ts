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
import type { Element } from '../../src/stanza/element.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { openReadingProxy } from '../faults/reading-proxy.js'
import type { Known, Route } from '../http/any-request.js'
import { checkAgainstSchema } from '../http/rest.js'
import { createCatalogue, JWT_SECRET, PASSWORDS, ROOT } from './http-catalogue.js'
import { growth, heapAtRest } from './memory.js'

/** pino level: lines from `error` on report faults. */
const ERROR = 50
/** Characters kept of a line in a failure. */
const LONGEST_LINE = 2000

export type FuzzServerOptions = {
  /** Changes the HTTP server before its routes are added, to plant a fault. */
  readonly plant?: Plant | undefined
  readonly limits?: PartialConfig['limits']
  readonly accounts?: PartialConfig['accounts']
  readonly guests?: PartialConfig['guests']
  readonly trustedProxies?: readonly string[]
  /** Is told each stanza that Latchstring sends to the XMPP server. */
  readonly onSent?: (stanza: Element) => void
}

type Plant = (app: TypedApp, log: Logger) => void

/** Without these settings, most requests would be refused by a limit. */
const NO_LIMITS = {
  ...{ requestsPerAddress: 0, requestsPerUser: 0, connections: 0, connectionsPerAddress: 0 },
  ...{ validationsPerAddress: 0, validations: 0, failedJoinsPerUser: 0, requestSeconds: 6 },
}

/** A whole Latchstring on the dev server, with a database file, as the target of the fuzzers of HTTP and of guests. */
export async function startFuzzServer(options: FuzzServerOptions = {}) {
  const { plant, limits, accounts, guests, trustedProxies = [], onSent } = options
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-fuzz-'))
  const domain = 'rooms.localhost'
  const devServer = await startDevServer({
    components: [{ domain, secret: 's' }],
    accounts: PASSWORDS,
    registration: true,
  })
  const between = { fromComponent: (stanza: Element) => onSent?.(stanza), fromServer: () => undefined }
  const proxy = await openReadingProxy({ port: 0, target: devServer.ports.component }, () => between)
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyFile = join(directory, 'signer.pem')
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  await writeFile(keyFile, publicPem)
  const database = join(directory, 'rooms.sqlite')
  const config = embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${proxy.port}`, domain, secret: 's' },
    auth: { jwt: { secret: JWT_SECRET, publicKeyFile: keyFile } },
    http: { port: 0, publicUrl: 'https://rooms.example.org', trustedProxies: [...trustedProxies] },
    accounts: { service: `xmpp://127.0.0.1:${devServer.ports.client}`, registration: true, ...accounts },
    store: { sqlite: { path: database } },
    rooms: { admins: [ROOT] },
    ...(guests && { guests }),
    limits: { ...NO_LIMITS, ...limits },
  })
  const log = recordingLog()
  const { routes, started } = withAnswersChecked(
    () => startLatchstring(config, log.logger),
    app => plant?.(app, log.logger),
  )
  const service = await started
  const port = service.httpPort
  const before = await heapAtRest()
  return {
    clientPort: devServer.ports.client,
    ...{ port, routes, publicPem, privateKey, secrets: log.secrets },
    failures: log.failures,
    /** Makes a fresh catalogue, because requests change or destroy the objects of the old one. */
    reset: async (): Promise<Known> => {
      const known = await createCatalogue(`http://127.0.0.1:${port}`)
      log.secrets.splice(0, log.secrets.length, ...secretsOf(known))
      return known
    },
    /** Ends the service; returns all failures since the start, and the heap at rest before and after. */
    close: async () => {
      const isAlive = await fetch(`http://127.0.0.1:${port}/api/rainbow/ping`).then(({ ok }) => ok)
      const after = await heapAtRest()
      await service.stop()
      await proxy.close()
      await devServer.close()
      const unsound = checkDatabase(database).faults
      await rm(directory, { recursive: true })
      const failures = [
        ...log.failures,
        ...(isAlive ? [] : ['the service does not answer']),
        ...growth(before, after),
        ...unsound,
      ]
      return { failures, figures: { heapBefore: before ?? 'not measured', heapAfter: after ?? 'not measured' } }
    },
  }
}

export type FuzzServer = Awaited<ReturnType<typeof startFuzzServer>>

/** A log that reports lines about faults and lines with secrets as failures. */
function recordingLog() {
  const failures: string[] = []
  const secrets: string[] = []
  const write = (line: string) => {
    const { level } = JSON.parse(line) as { level: number }
    if (level >= ERROR) failures.push(`the log says: ${line.slice(0, LONGEST_LINE)}`)
    // A client may use a secret as the name of an account; the log shows account addresses unchanged.
    if (secrets.some(secret => line.replaceAll(`${secret}@`, '').includes(secret)))
      failures.push(`a secret is in the log: ${line.slice(0, LONGEST_LINE)}`)
  }
  return { logger: pino({ level: 'trace' }, { write }), failures, secrets }
}

function secretsOf(known: Known): string[] {
  const names = Object.keys(known).filter(name => name.startsWith('tokenO') || name.startsWith('tokenF'))
  return [...names, 'openInviteId'].map(name => known[name] ?? '').filter(secret => secret !== '')
}

/** Runs `start` while new HTTP servers list their routes and check their answers against the schemas. */
function withAnswersChecked<T>(start: () => Promise<T>, plant: (app: TypedApp) => void) {
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
