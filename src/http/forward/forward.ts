import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import replyFrom from '@fastify/reply-from'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Placement } from '../../cluster/placement.js'
import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'
import { HOP_HEADER, type Hops } from './hop.js'
import { ANSWER_TIMEOUT, CONNECT_TIMEOUT, type Sent } from './target.js'
import { Tunnels, withoutConnection } from './tunnel.js'

/** In milliseconds: how long a request waits for an instance that serves, and between two attempts to reach one. */
const WAIT = 5000
const BETWEEN = 100
/** The most connections to one instance: more than the limit of an address would be refused there. */
const CONNECTIONS = 900
/** Bytes: more than any route takes. */
const LARGEST_BODY = 256 * 1024
/** Seconds. */
const RETRY_AFTER = 1
/** RFC 9110 §9.2.1: these may be sent again. */
const SAFE = ['GET', 'HEAD', 'OPTIONS']
/** The errors of a connection that was never open: nothing was sent. */
const NOT_SENT = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

export type Forwarding = {
  readonly placement: Placement
  readonly hops: Hops
  /** Is told what became of a request. */
  onForwarded(sent: Sent): void
}

/**
 * Sends whole requests to the instance that serves, while it is another one, and its answers back. Monitoring is of each
 * instance. A request comes over one hop at most: an instance serves a forwarded one, or waits until it can. Add it before
 * what reads or counts requests.
 */
export function forwardRequests(app: TypedApp, { placement, hops, onForwarded }: Forwarding): void {
  const connect = { timeout: CONNECT_TIMEOUT, rejectUnauthorized: true }
  // By default the package checks no certificate, and ends a stream that is silent for five minutes.
  app.register(replyFrom, {
    undici: { connections: CONNECTIONS, connect, headersTimeout: ANSWER_TIMEOUT, bodyTimeout: 0 },
    disableRequestLogging: true,
    disableCache: true,
    destroyAgent: true,
  })
  const tunnels = new Tunnels()
  app.addHook('preClose', async () => tunnels.close())
  const bodies = new WeakMap<FastifyRequest, Buffer>()

  const send = async (request: FastifyRequest, reply: FastifyReply, url: string): Promise<Sent> => {
    const headers = { ...request.headers, host: new URL(url).host, [HOP_HEADER]: hops.sign(request.ip) }
    if (request.headers.upgrade?.toLowerCase() === 'websocket') return tunnels.pass(reply, { url, headers })
    if (!bodies.has(request)) bodies.set(request, await bodyOf(request))
    return sendWhole(reply, { url, hop: headers[HOP_HEADER], body: bodies.get(request) })
  }

  /** Resolves with whether the request is served here; otherwise it has its answer. */
  const isHere = async (request: FastifyRequest, reply: FastifyReply, isForwarded: boolean): Promise<boolean> => {
    const end = performance.now() + WAIT
    for (;;) {
      const place = await placement.placed(end - performance.now())
      if (place === 'here') return true
      if (place && !isForwarded) {
        const sent = await send(request, reply, place.url)
        onForwarded(sent)
        if (sent === 'answered') return false
        if (sent === 'unknown' && !SAFE.includes(request.method)) {
          throw new RequestError('outcome-unknown', { retryAfter: RETRY_AFTER })
        }
      }
      if (performance.now() > end) throw new RequestError('no-instance', { retryAfter: RETRY_AFTER })
      await pause(BETWEEN)
    }
  }

  // With a callback, since a promise that resolves lets the request go on.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.isForMonitoring) return done()
    const address = hops.addressIn(request.headers[HOP_HEADER])
    if (address !== undefined) Object.defineProperty(request, 'ip', { value: address })
    if (placement.place === 'here') return done()
    isHere(request, reply, address !== undefined).then(
      here => (here ? done() : undefined),
      (refusal: Error) => done(refusal),
    )
  })
  app.addHook('preParsing', async (request, _reply, payload) => {
    const body = bodies.get(request)
    return body && body.length > 0 ? Readable.from([body]) : payload
  })
}

/** Reads the body, which may have to be sent more than once. Rejects with `too-large`. */
async function bodyOf({ method, raw }: FastifyRequest): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  if (SAFE.includes(method)) return Buffer.alloc(0)
  for await (const chunk of raw) {
    length += chunk.length
    if (length > LARGEST_BODY) throw new RequestError('too-large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

type Whole = { readonly url: string; readonly hop: string; readonly body: Buffer | undefined }

function sendWhole(reply: FastifyReply, { url, hop, body }: Whole): Promise<Sent> {
  const hasBody = body !== undefined && body.length > 0
  const contentType = reply.request.headers['content-type'] ?? 'application/octet-stream'
  return new Promise((resolve, reject) => {
    try {
      reply.from('', {
        getUpstream: () => url,
        ...(hasBody && { body, contentType }),
        // By default the package repeats a GET that is answered with 503.
        retryDelay: () => null,
        rewriteRequestHeaders: (_request, headers) => requestHeaders(headers, { hop, hasBody }),
        rewriteHeaders: headers => {
          for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
          return withoutConnection(headers)
        },
        onResponse: (_request, _reply, { stream }) => {
          resolve('answered')
          reply.send(stream)
        },
        onError: (_reply, { error }) => resolve(isUnsent(error.cause) ? 'unreached' : 'unknown'),
      })
    } catch {
      // The package refuses paths with dots, which no route has.
      reject(new RequestError('unknown-route'))
    }
  })
}

/** The headers without those of one connection, which the library refuses. */
function requestHeaders<H extends Record<string, unknown>>(
  headers: H,
  { hop, hasBody }: { hop: string; hasBody: boolean },
): H {
  const {
    expect,
    upgrade,
    te,
    'proxy-connection': proxy,
    'http2-settings': http2,
    ...others
  } = withoutConnection(headers)
  if (!hasBody) delete others['content-length']
  return { ...others, [HOP_HEADER]: hop } as unknown as H
}

function isUnsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && NOT_SENT.includes(String(cause.code))
}
