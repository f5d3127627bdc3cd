import type { Server } from 'node:http'
import fastify from 'fastify'
import { Overload } from '../../stanza/error.js'
import { serveDocumentPage } from '../document/docs-page.js'
import { serveDocuments } from '../document/documents.js'
import { declareErrors } from '../errors/declared-errors.js'
import { answerTo } from '../errors/error-answer.js'
import { headersFor } from '../errors/error-headers.js'
import { RequestError } from '../errors/request-error.js'
import { VALIDATION } from '../errors/validation.js'
import { forwardRequests } from '../forward/forward.js'
import type { HttpLimits } from '../limits.js'
import { serveRoutes } from '../routes/routes.js'
import { readQueries } from '../schema/query.js'
import type { TypeBoxProvider, TypedApp } from '../schema/typed-app.js'
import { PAGE_HEADERS } from '../web/page.js'
import { errorPage, isByBrowser, sendUnknownPage } from '../web/site-pages.js'
import { siteOf, visitOf } from '../web/visit.js'
import { answerOtherMethods } from './allowed-methods.js'
import { answerUnusualRequests, type HangUp, refuseAmbiguousRequests } from './ambiguous-requests.js'
import { ANSWER_HEADERS } from './answer-headers.js'
import { limitConnections } from './connections.js'
import { admitOrigins } from './cross-origin.js'
import { answerMalformedRequest, malformedPathAnswer } from './malformed-request.js'
import type { HttpServerOptions } from './options.js'
import { Pipelines } from './pipelines.js'
import { SCHEMA_COMPILERS } from './schema-compilers.js'
import { routeUpgrades } from './upgrades.js'

/** Milliseconds, longer than the usual idle time of a proxy, so that the proxy closes the connection first. */
const IDLE_TIMEOUT = 72_000
/** Milliseconds without any byte. */
const SILENCE_TIMEOUT = 120_000
/** How many times during the request timeout Node.js looks for slow requests. */
const CHECKS = 10
/** Bytes, with the request line. */
const LARGEST_HEADERS = 16 * 1024
/** Bytes. */
const LARGEST_BODY = 64 * 1024

/** Creates the REST API. The caller calls `listen`, and closes it before the service behind it stops. */
export function createHttpServer(options: HttpServerOptions): TypedApp {
  const { publicUrl } = options
  const app = fastifyWith(options)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(ANSWER_HEADERS)
  })
  refuseAmbiguousRequests(app)
  reserveConnections(app, options)
  if (options.forwarding) forwardRequests(app, options.forwarding)
  admitOrigins(app, options)
  answerOtherMethods(app, options.limits)
  countRequests(app, options.limits)
  acceptOnlyJson(app)
  declareErrors(app)
  readQueries(app)
  answerErrors(app, options)
  reportAnswers(app, options)
  const document = serveDocuments(app, { publicUrl })
  serveDocumentPage(app, { publicUrl, document })
  serveRoutes(app, options)
  return app
}

function fastifyWith(options: HttpServerOptions): TypedApp {
  const { trustedProxies, connections } = options
  const requestTimeout = connections.requestSeconds * 1000
  const app = fastify<Server>({
    // Fastify's own log lines hold whole paths, and a path can hold the secret id of a link.
    logger: false,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: LARGEST_BODY,
    requestTimeout,
    keepAliveTimeout: IDLE_TIMEOUT,
    connectionTimeout: SILENCE_TIMEOUT,
    http: {
      headersTimeout: requestTimeout / 2,
      connectionsCheckingInterval: requestTimeout / CHECKS,
      maxHeaderSize: LARGEST_HEADERS,
      // Node.js would refuse without an explanation; `refuseAmbiguousRequests` explains.
      requireHostHeader: false,
    },
    // A path may hold a long bare JID; the size of the headers limits it.
    routerOptions: { maxParamLength: LARGEST_HEADERS },
    ajv: { customOptions: VALIDATION },
    schemaController: { compilersFactory: SCHEMA_COMPILERS },
    // Requests over open connections are served while this closes: the service stops later.
    return503OnClosing: false,
    frameworkErrors: malformedPathAnswer(options),
    clientErrorHandler: (error, socket) => hangUp(socket, error),
  }).withTypeProvider<TypeBoxProvider>()
  const pipelines = new Pipelines(app.server)
  const hangUp: HangUp = (socket, error) => pipelines.end(socket, () => answerMalformedRequest(error, socket))
  answerUnusualRequests(app.server, hangUp)
  routeUpgrades(app.server, pipelines)
  return app
}

/** A reserved connection serves one request of the monitoring. */
function reserveConnections(app: TypedApp, { connections, trustedProxies, monitoring }: HttpServerOptions): void {
  const known = { trusted: trustedProxies, monitors: monitoring.addresses }
  const isReserved = limitConnections(app.server, { ...connections, ...known })
  app.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
    if (!isReserved(raw.socket)) return
    reply.header('connection', 'close')
    if (!routeOptions.config.isForMonitoring) throw new Overload()
  })
}

/** COMPAT: generated clients send Content-Type: application/json without a body, so an empty body is no error. */
function acceptOnlyJson(app: TypedApp): void {
  const parseJson = app.getDefaultJsonParser('remove', 'remove')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null)
    else parseJson(request, body, done)
  })
}

function answerErrors(app: TypedApp, { log, monitoring, publicUrl, web }: HttpServerOptions): void {
  const site = siteOf(publicUrl, web)
  app.setNotFoundHandler((request, reply) => {
    if (isByBrowser(request) && !request.url.startsWith('/api/')) return sendUnknownPage(site, request, reply)
    throw new RequestError('unknown-route')
  })
  app.setErrorHandler((thrown, request, reply) => {
    const { name, body, isUnloggedFault } = answerTo(thrown)
    monitoring.onError(body.errorDetailsCode)
    if (isUnloggedFault)
      log.error({ err: thrown, ...placeOf(request) }, 'a request failed because of a fault in the service')
    const headers = headersFor(thrown, { name, schema: request.routeOptions.schema })
    const answer = reply.code(body.errorCode).headers(headers)
    if (!request.routeOptions.config.isPage) return answer.send(body)
    return answer.headers(PAGE_HEADERS).send(errorPage(visitOf(site, request), body.errorCode))
  })
}

/**
 * Counts requests to routes without a token by IP address; `requireToken` counts the others. The monitoring and
 * what browsers ask for by themselves are not limited.
 */
function countRequests(app: TypedApp, limits: HttpLimits): void {
  app.addHook('onRequest', async ({ ip, routeOptions }, reply) => {
    const isByToken = routeOptions.schema?.security?.some(scheme => 'Bearer' in scheme) ?? false
    const { isForMonitoring, isFree, isPage } = routeOptions.config
    if (!isByToken && !isForMonitoring && !isFree) limits.countAnonymous(ip, isPage ? undefined : reply)
  })
}

/** Logs the pattern of the route, not the path: a path can hold a secret. */
function reportAnswers(app: TypedApp, { log, monitoring }: HttpServerOptions): void {
  app.addHook('onResponse', async (request, reply) => {
    const [place, status] = [placeOf(request), reply.statusCode]
    const milliseconds = Math.round(reply.elapsedTime)
    monitoring.onAnswer({ ...place, status, seconds: reply.elapsedTime / 1000 })
    log.debug({ ...place, status, milliseconds }, 'answered a request')
  })
}

function placeOf(request: { method: string; routeOptions: { url?: string | undefined } }) {
  return { method: request.method, route: request.routeOptions.url ?? 'none' }
}
