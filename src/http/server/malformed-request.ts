import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { answerTo } from '../errors/error-answer.js'
import { headersFor } from '../errors/error-headers.js'
import { type ErrorName, errorBody } from '../errors/error-kinds.js'
import type { HttpLimits } from '../limits.js'
import { ANSWER_HEADERS } from './answer-headers.js'
import type { Monitoring } from './monitoring.js'

const HEADERS = { 'content-type': 'application/json; charset=utf-8', ...ANSWER_HEADERS }

/** Milliseconds until the connection is destroyed: closed at once, it would be reset, and the client would lose the answer. */
const LINGER = 2000

/** Answers requests whose path cannot be decoded. Fastify runs no hook for them, so they are counted here. */
export function malformedPathAnswer({ limits, monitoring }: { limits: HttpLimits; monitoring: Monitoring }) {
  return (error: Error, { raw: { socket } }: { raw: IncomingMessage }, { raw }: { raw: ServerResponse }): void => {
    const thrown = thrownBy(() => limits.countAnonymous(socket.remoteAddress ?? '')) ?? error
    const { name, body } = answerTo(thrown)
    monitoring.onError(body.errorDetailsCode)
    const json = JSON.stringify(body)
    const headers = { ...HEADERS, ...headersFor(thrown, { name, schema: undefined }) }
    raw.writeHead(body.errorCode, { ...headers, 'content-length': Buffer.byteLength(json) }).end(json)
  }
}

function thrownBy(work: () => void): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
}

/** Answers a request that could not be parsed, in the form of all error answers, and closes the connection. */
export function answerMalformedRequest(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const details = [{ param: 'request', msg: 'must be complete and well-formed HTTP' }]
  const body = errorBody(errorNameOf(error.code), details)
  const json = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${body.errorCode} ${body.errorMsg}`,
    ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(json)}`,
    'connection: close',
  ]
  const linger = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.once('close', () => clearTimeout(linger))
  socket.end(`${head.join('\r\n')}\r\n\r\n${json}`)
}

function errorNameOf(code: string | undefined): ErrorName {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'slow-request'
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large'
  return 'bad-request'
}
