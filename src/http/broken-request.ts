import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError } from 'fastify'
import { ANSWER_HEADERS } from './answer-headers.js'
import { answerTo } from './error-answer.js'
import { type ErrorName, errorBody } from './error-kinds.js'

const HEADERS = { 'content-type': 'application/json; charset=utf-8', ...ANSWER_HEADERS }

/** How long the other side has to take in that we hang up, in milliseconds: what it still sends would undo the answer. */
const LINGER = 2000

/** Answers a request whose path cannot be decoded, so that no route can be looked for. */
export function answerBadPath(error: FastifyError, _request: unknown, { raw }: { raw: ServerResponse }): void {
  const { body } = answerTo(error)
  const json = JSON.stringify(body)
  raw.writeHead(body.errorCode, { ...HEADERS, 'content-length': Buffer.byteLength(json) }).end(json)
}

/** Answers what never became a request, in the form of all error answers, and hangs up. */
export function answerBrokenRequest(error: { code?: string }, socket: Socket): void {
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
