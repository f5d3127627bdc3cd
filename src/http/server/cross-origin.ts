import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { pathOf } from './request-path.js'

/** What scripts of another origin may read beside the body (Fetch §3.3.2). */
const EXPOSED = 'ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate'

/**
 * What a preflight allows: all methods and headers that some route takes. `Authorization` is named, since `*` does not
 * mean it. Browsers keep the answer for 2 hours at most.
 */
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'Accept, Act-As, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Rainbow-Client',
  'access-control-max-age': '7200',
} as const

/**
 * Lets scripts of these origins call the API (CORS, Fetch §3.3); `*` stands for all. Pages are for no other origin.
 * Cookies are never sent along: a token is in a header that the script itself sets. Preflights need no token, and count
 * as requests without one.
 */
export function admitOrigins(
  app: TypedApp,
  { origins, limits }: { origins: readonly string[]; limits: HttpLimits },
): void {
  if (origins.length === 0) return
  const isOpen = origins.includes('*')
  const listed = new Set(origins)
  app.addHook('onRequest', async (request, reply) => {
    if (!pathOf(request.url).startsWith('/api/')) return
    const { origin } = request.headers
    if (!isOpen) reply.header('vary', 'Origin')
    if (origin === undefined || !(isOpen || listed.has(origin))) return
    reply.headers({ 'access-control-allow-origin': isOpen ? '*' : origin, 'access-control-expose-headers': EXPOSED })
    if (isPreflight(request)) return answerPreflight(request, reply, limits)
  })
}

/**
 * Fetch §3.3.2: it asks whether a request is allowed, which is told for each path, so that the script sees a 404 or
 * 405.
 */
function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

function answerPreflight({ ip }: FastifyRequest, reply: FastifyReply, limits: HttpLimits): FastifyReply {
  limits.countAnonymous(ip, reply)
  return reply.code(204).headers(PREFLIGHT).send()
}
