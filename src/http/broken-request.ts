import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError } from 'fastify'
import { answerTo } from './error-answer.js'
import { type ErrorName, errorBody } from './error-kinds.js'

const JSON_TYPE = 'application/json; charset=utf-8'

/** Answers a request whose path cannot be decoded, so that no route can be looked for. */
export function answerBadPath(error: FastifyError, _request: unknown, { raw }: { raw: ServerResponse }): void {
  const { body } = answerTo(error)
  raw.writeHead(body.errorCode, { 'content-type': JSON_TYPE }).end(JSON.stringify(body))
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
    `Content-Type: ${JSON_TYPE}`,
    `Content-Length: ${Buffer.byteLength(json)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${json}`)
}

function errorNameOf(code: string | undefined): ErrorName {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'slow-request'
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large'
  return 'bad-request'
}
