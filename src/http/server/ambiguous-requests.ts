import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { RequestError } from '../errors/request-error.js'
import type { RequestProblem } from '../errors/validation.js'
import type { TypedApp } from '../schema/typed-app.js'

/** RFC 3986 §3.2: what may stand in a host with a port. */
const HOST = /^[\w.~!$&'()*+,;=:%[\]-]*$/

/** Without one, as HTTP/0.9 has it, or with one of HTTP/2, nobody knows what the headers mean. */
const VERSIONS = ['1.0', '1.1']

/** Says that what comes over a connection is no request, when all that came before it is answered, and closes it. */
export type HangUp = (socket: Socket, error: { code?: string }) => void

/** What Node.js would refuse without a word, or in words of its own, is answered as everything else. */
export function answerUnusualRequests(server: Server, hangUp: HangUp): void {
  // RFC 9110 §10.1.1: what we are expected to do beyond our duty is not looked at.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response)
  })
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    // Node.js has taken its own listener off: a connection that is reset would end the process.
    socket.on('error', () => socket.destroy())
    hangUp(socket, {})
  })
}

/** Refuses requests that may be read in two ways, and does nothing of a connection that was hung up on. */
export function refuseAmbiguousRequests(app: TypedApp): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    // The rest of what had come.
    if (raw.socket.destroyed) return reply.hijack()
    // Node.js does not read what comes in one piece with a wish for another protocol.
    if (raw.headers.upgrade !== undefined) reply.header('connection', 'close')
    const problem = problemOf(raw)
    if (!problem) return
    reply.header('connection', 'close')
    throw new RequestError('bad-request', { details: [problem] })
  })
}

/** RFC 9112 §2.3, §3.2: what the parser lets pass, and is not clear. */
function problemOf({ httpVersion, rawHeaders }: IncomingMessage): RequestProblem | undefined {
  if (!VERSIONS.includes(httpVersion)) return { param: 'request', msg: 'must be of HTTP/1.1' }
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host')
  const isRight = hosts.length === 0 ? httpVersion === '1.0' : hosts.length === 1 && HOST.test(hosts[0] ?? '')
  return isRight ? undefined : { param: 'host', msg: 'must be there once, and be a host' }
}
