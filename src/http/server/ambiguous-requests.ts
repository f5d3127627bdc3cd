import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { RequestError } from '../errors/request-error.js'
import type { RequestProblem } from '../errors/validation.js'
import type { TypedApp } from '../schema/typed-app.js'

/** RFC 3986 §3.2: the characters of a host with a port. */
const HOST = /^[\w.~!$&'()*+,;=:%[\]-]*$/

/** HTTP/0.9 has no version; with that of HTTP/2 the headers could mean something else. */
const VERSIONS = ['1.0', '1.1']

/** Answers all earlier requests of a connection, then answers that the rest is malformed, and closes it. */
export type HangUp = (socket: Socket, error: { code?: string }) => void

/** Answers as an error of the API what Node.js would refuse without an answer, or with an answer of its own. */
export function answerUnusualRequests(server: Server, hangUp: HangUp): void {
  // RFC 9110 §10.1.1: a server may ignore an expectation that it does not know.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response)
  })
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    // Node.js has removed its own listener: without one, a reset connection would end the process.
    socket.on('error', () => socket.destroy())
    hangUp(socket, {})
  })
}

/** Refuses requests that a proxy may read in another way, and ignores the rest of a closed connection. */
export function refuseAmbiguousRequests(app: TypedApp): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (raw.socket.destroyed) return reply.hijack()
    // Node.js does not read what comes in one segment with an upgrade request.
    if (raw.headers.upgrade !== undefined) reply.header('connection', 'close')
    const problem = problemOf(raw)
    if (!problem) return
    reply.header('connection', 'close')
    throw new RequestError('bad-request', { details: [problem] })
  })
}

/** RFC 9112 §2.3, §3.2: what the parser accepts although it is ambiguous. */
function problemOf({ httpVersion, rawHeaders }: IncomingMessage): RequestProblem | undefined {
  if (!VERSIONS.includes(httpVersion)) return { param: 'request', msg: 'must be HTTP/1.1' }
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host')
  const isRight = hosts.length === 0 ? httpVersion === '1.0' : hosts.length === 1 && HOST.test(hosts[0] ?? '')
  return isRight ? undefined : { param: 'host', msg: 'must be sent once, and be a host' }
}
