import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest, InjectOptions } from 'fastify'
import { pino } from 'pino'
import type { Test } from 'tap'
import type { Delivery } from '../../src/batch.js'
import { NewEvents } from '../../src/event-feed/new-events.js'
import { eventsOf } from '../../src/events/events-of.js'
import { ownTokens } from '../../src/http/auth/own-token.js'
import { signToken } from '../../src/http/auth/token.js'
import type { TokenRules } from '../../src/http/auth/token-rules.js'
import { createHttpLimits, type HttpLimitSettings } from '../../src/http/limits.js'
import { errorEnvelope } from '../../src/http/schema/schemas.js'
import type { TypedApp } from '../../src/http/schema/typed-app.js'
import type { HttpServerOptions } from '../../src/http/server/options.js'
import { createHttpServer } from '../../src/http/server/server.js'
import type { InviteTerms } from '../../src/invites/invite-terms.js'
import type { OpenInvite } from '../../src/invites/open-invite.js'
import type { RoomRecord } from '../../src/muc/model/room.js'
import type { RoomConfig } from '../../src/muc/model/room-config.js'
import { settingsOf } from '../../src/muc/operations/settings.js'
import { userIdOf } from '../../src/rooms-api/user-id.js'
import { createService } from '../../src/service/service.js'
import type { Service, ServiceContext } from '../../src/service/types.js'
import { addedCapabilities } from '../../src/state/capabilities.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store } from '../../src/store/store.js'
import { type ServiceAccount, ServiceAccounts } from '../../src/tokens/service-accounts.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { INSTALLATION_KEY, roomsSettings } from '../settings.js'

export const BASE = '/api/rainbow/enduser/v1.0'
export const jwt = { secret: 'a secret of at least thirty-two characters', userClaim: 'sub' }

export type Answer = { status: number; body: Body; headers: Record<string, unknown> }
type Body = { data: Record<string, unknown> } & Record<string, unknown>

export const NO_LIMITS: HttpLimitSettings = {
  ...{ requestsPerAddress: 0, requestsPerUser: 0 },
  ...{ validationsPerAddress: 0, validations: 0, failedJoinsPerUser: 0, invitationsPerAddress: 0 },
}
const NO_BOUNDS = { connections: 0, connectionsPerAddress: 0, requestSeconds: 30 }

/** `storage`: the storage of another API, for a restart. */
type RestOptions = {
  maxMembers?: number
  /** The number of rooms that a user may own; 0 is no limit. */
  maxOwned?: number
  /** The number of people who do not belong to a room that a user may invite per minute; 0 is no limit. */
  maxInvitations?: number
  newId?: () => string
  /** The clock, in milliseconds since 1970. */
  now?: () => number
  storage?: ReturnType<typeof breakableStore>
  jwt?: TokenRules
  oidc?: TokenRules | undefined
  origins?: readonly string[]
  limits?: HttpLimitSettings
  admins?: readonly string[]
  /** The service accounts. */
  actAs?: readonly ServiceAccount[]
  publicUrl?: string
  browserSignIn?: HttpServerOptions['browserSignIn']
} & Partial<
  Pick<HttpServerOptions, 'web' | 'signIn' | 'registration' | 'trustedProxies' | 'connections' | 'monitoring'>
>

export const NOBODY_WATCHES: HttpServerOptions['monitoring'] = {
  health: {
    live: () => ({ status: 'alive' }),
    ready: async () => ({ status: 'ready', link: 'up', store: 'ok', loop: 'ok' }),
  },
  metrics: async () => '',
  addresses: [],
  signIns: { onFailure: () => undefined, onLocked: () => undefined },
  onAnswer: () => undefined,
  onError: () => undefined,
}

/** The pages have no name of their own, and no site embeds them. */
const NO_WEB: HttpServerOptions['web'] = { name: '', embed: [], domain: 'rooms.example.org' }

/** Password sign-in and registration are disabled. */
const NO_PEOPLE = { accounts: undefined, domain: 'example.org' }
const NO_RULES = { failuresPerAccount: 0, failuresPerAddress: 0, lockMinutes: 60 }

/**
 * The REST API on the real service and the real SQLite store, without a port. Every answer must be JSON and match the
 * schema that its route declares for its status; the route declares the code of each error.
 */
export function restApi(t: Test, options: RestOptions = {}) {
  const {
    maxMembers = 1000,
    maxOwned = 0,
    maxInvitations = 0,
    jwt: rules = jwt,
    limits = NO_LIMITS,
    admins = [],
  } = options
  const { storage = breakableStore() } = options
  const deliveries: Delivery[] = []
  /** The notifications to the owners of links. */
  const news: Delivery[] = []
  const { publicUrl = 'https://rooms.example.org' } = options
  const faults: unknown[] = []
  const logged: string[] = []
  const settings = roomsSettings({ maxMembers, admins, defaults: { allowInvites: true } })
  const rooms = {
    ...settings,
    domain: 'rooms.example.org',
    publicUrl,
    maxOwned,
    maxInvitations,
    tokens: { ...settings.tokens, serviceAccounts: new ServiceAccounts(options.actAs ?? []) },
  }
  const newEvents = new NewEvents()
  const service = createService({
    store: sceneStore(storage.store),
    rooms,
    capabilities: addedCapabilities(),
    write: (_outgoing, delivered) => {
      for (const delivery of delivered) (delivery.stanza.includes('<openinvite') ? news : deliveries).push(delivery)
    },
    now: options.now ?? (() => Date.now()),
    newId: options.newId ?? (() => randomUUID().replaceAll('-', '')),
    onFault: fault => faults.push(fault),
    tells: eventsOf,
    onCommitted: changes => newEvents.committed(changes),
  })
  const log = pino({ level: 'trace' }, { write: line => logged.push(line) })
  const app = createHttpServer({
    ...{ service, newEvents, log, publicUrl, jwt: rules, oidc: options.oidc },
    settings: settingsOf(addedCapabilities()),
    messageLimits: { stanzaBytes: 128 * 1024, countForUser: () => undefined, inRoom: (_sent, work) => work() },
    own: ownTokens(INSTALLATION_KEY),
    web: options.web ?? NO_WEB,
    admins: rooms.admins,
    serviceAccounts: rooms.tokens.serviceAccounts,
    limits: createHttpLimits(limits),
    connections: options.connections ?? NO_BOUNDS,
    signIn: options.signIn ?? { ...NO_PEOPLE, rules: NO_RULES, now: options.now ?? Date.now },
    registration: options.registration ?? { ...NO_PEOPLE, perAddress: 0 },
    browserSignIn: options.browserSignIn,
    trustedProxies: options.trustedProxies ?? [],
    origins: options.origins ?? [],
    monitoring: options.monitoring ?? NOBODY_WATCHES,
  })
  app.addHook('onSend', async (request, reply, payload) => checkAgainstSchema(request, { reply, payload }))
  t.teardown(async () => {
    await app.close()
    await service.idle()
    await storage.store.close()
  })
  return { app, service, storage, deliveries, news, faults, logged, ...askers(app), ...admin(service) }
}

/** `isByFamily`: each request comes from a client of the API family, as its header says. */
type PersonOptions = { name?: string; scope?: string; isByFamily?: boolean }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

function askers(app: TypedApp) {
  async function ask(request: InjectOptions): Promise<Answer> {
    const response = await app.inject(request)
    const type = response.headers['content-type']
    if (type !== 'application/json; charset=utf-8') throw new Error(`the answer is not JSON but ${type}`)
    return { status: response.statusCode, body: response.json(), headers: response.headers }
  }

  /** A user with a token, who calls paths below the base path. */
  async function person(jid: string, { name, scope, isByFamily }: PersonOptions = {}) {
    const known = name ? { name } : {}
    const token = await signToken(jwt.secret, { user: jid, userClaim: 'sub', hours: 1, scope, ...known })
    return holder(jid, token, isByFamily)
  }

  /** A user with this token, who calls paths below the base path or of the plain API. */
  function holder(jid: string, token: string, isByFamily = false) {
    const headers = { authorization: `Bearer ${token}`, ...(isByFamily && { 'x-rainbow-client': 'sdk_node' }) }
    const asks = (method: Method) => (path: string, payload?: object) =>
      ask({ method, url: path.startsWith('/api/') ? path : `${BASE}${path}`, headers, ...(payload ? { payload } : {}) })
    return {
      jid,
      id: userIdOf(jid),
      token,
      gets: asks('GET'),
      posts: asks('POST'),
      puts: asks('PUT'),
      patches: asks('PATCH'),
      deletes: asks('DELETE'),
    }
  }

  return { ask, person, holder }
}

/** Changes from the XMPP side or by an admin. */
function admin(service: Service) {
  const changeRoom = <T>(roomId: string, work: (turn: ServiceContext) => T) => service.run({ roomId }, work)
  const changeRecord = (roomId: string, { config, ...change }: RecordParts) =>
    changeRoom(roomId, ({ batch, rooms }) => {
      const was = rooms.byId(roomId)?.record
      if (!was) throw new Error('there is no such room')
      const now = { ...was, ...change, config: { ...was.config, ...config } }
      batch.change({ kind: 'record', room: was.jid, was, now })
    })
  /** Changes the terms and the uses of a link; without either, removes it. Returns the uses. */
  const changeLink = async (id: string, terms?: Partial<InviteTerms>, more?: Partial<OpenInvite>) => {
    // An expired link is not found by its id, but with its room.
    const roomId = await service.run({ openInvite: id }, ({ openInvites }) => openInvites.get(id)?.roomId)
    return service.run({ openInvite: id, roomId }, ({ batch, openInvites }) => {
      const was = openInvites.get(id)
      if (!was) throw new Error('there is no such link')
      const now = terms && { ...was, ...more, terms: { ...was.terms, ...terms } }
      batch.change({ kind: 'open-invite', was, now })
      return was.uses
    })
  }
  return { changeRoom, changeRecord, changeLink }
}

type RecordParts = Partial<Omit<RoomRecord, 'config'>> & { config?: Partial<RoomConfig> }

/** Throws if an answer does not match the schema of its route. Returns the payload. */
export function checkAgainstSchema(
  request: FastifyRequest,
  answer: { reply: FastifyReply; payload: unknown },
): unknown {
  const { statusCode } = answer.reply
  const { schema: ofRoute } = request.routeOptions
  const isJson = String(answer.reply.getHeader('content-type')).startsWith('application/json')
  // Pages, and the document that describes the others. A path without a route may have a page, too.
  if (ofRoute?.hide ? statusCode < 400 || !isJson : !ofRoute && !isJson) return answer.payload
  // Refused before the route: its method is not that of the path.
  if (statusCode === 204) return answer.payload
  const declared: unknown = ofRoute?.response
  const schema = isRecord(declared) && statusCode !== 405 ? declared[statusCode] : errorEnvelope
  const body: unknown = JSON.parse(String(answer.payload))
  const matches = isRecord(schema) && request.validateInput(body, schema)
  if (!matches) throw new Error(`${request.method} ${request.url} answers ${statusCode} against its schema`)
  if (isRecord(declared) && statusCode >= 400 && statusCode !== 405) checkError(request, { statusCode, body })
  return answer.payload
}

/** Throws if the route does not declare the code of an error. The monitoring answers with reports of its own. */
function checkError({ method, routeOptions }: FastifyRequest, answer: { statusCode: number; body: unknown }): void {
  const { statusCode, body } = answer
  const code = isRecord(body) ? body['errorDetailsCode'] : undefined
  const declared = routeOptions.schema?.['x-error-codes']?.[statusCode] ?? []
  if (code === undefined || declared.includes(Number(code))) return
  throw new Error(`${method} ${routeOptions.url} does not declare its error ${code}`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A real store whose next commit can be made to fail. */
function breakableStore() {
  const real = openSqliteStore(':memory:')
  let failing = false
  const store: Store = {
    ...real,
    commit: async changes => {
      if (failing) {
        failing = false
        throw new Error('SQLITE_FULL: a secret path of this machine')
      }
      return real.commit(changes)
    },
  }
  return { store, failNextCommit: () => (failing = true) }
}
