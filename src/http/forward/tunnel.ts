import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { type Duplex, pipeline } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { takeUpgrade } from '../server/upgrades.js'
import { ANSWER_TIMEOUT, CONNECT_TIMEOUT, type Sent, type Target } from './target.js'

/** The connections that were passed on. */
export class Tunnels {
  readonly #open = new Set<Duplex>()

  /** Passes on a request to upgrade, and then all bytes in both directions; or its refusal. */
  pass(reply: FastifyReply, { url, headers }: Target): Promise<Sent> {
    const { raw } = reply.request
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const { connection, upgrade } = raw.headers
    const out = send(new URL(raw.url ?? '/', url), { headers: { ...headers, connection, upgrade }, agent: false })
    return new Promise(resolve => {
      const isConnected = limitTime(out)
      out.once('error', () => resolve(isConnected() ? 'unknown' : 'unreached'))
      out.once('response', answer => {
        resolve('answered')
        reply
          .code(answer.statusCode ?? 502)
          .headers(withoutConnection(answer.headers))
          .send(answer)
      })
      out.once('upgrade', (answer, far, head) => {
        resolve('answered')
        this.#join(reply, { answer, far, head })
      })
      out.end()
    })
  }

  /** Cuts all. */
  close(): void {
    for (const socket of this.#open) socket.destroy()
  }

  #join(reply: FastifyReply, { answer, far, head }: { answer: IncomingMessage; far: Duplex; head: Buffer }): void {
    const upgrade = takeUpgrade(reply.request.raw)
    reply.hijack()
    if (!upgrade) return void far.destroy()
    const { socket: near, head: sentEarly } = upgrade
    near.write(`HTTP/1.1 101 ${answer.statusMessage}\r\n${linesOf(answer.rawHeaders)}\r\n`)
    near.write(head)
    far.write(sentEarly)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(from)
      pipeline(from, to, () => this.#open.delete(from))
    }
  }
}

/** Ends a request that finds no instance, or gets no answer, in time. Returns whether it was sent. */
function limitTime(out: ClientRequest): () => boolean {
  let isConnected = false
  let timer = setTimeout(() => out.destroy(new Error('no connection')), CONNECT_TIMEOUT)
  out.once('socket', socket => {
    socket.once(socket instanceof Object && 'encrypted' in socket ? 'secureConnect' : 'connect', () => {
      isConnected = true
      clearTimeout(timer)
      timer = setTimeout(() => out.destroy(new Error('no answer')), ANSWER_TIMEOUT)
    })
  })
  for (const event of ['response', 'upgrade', 'close']) out.once(event, () => clearTimeout(timer))
  return () => isConnected
}

function linesOf(rawHeaders: readonly string[]): string {
  return rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
}

/** Without the headers that are of one connection alone (RFC 9110 §7.6.1). */
export function withoutConnection<H extends Record<string, unknown>>(headers: H): H {
  const { connection, 'keep-alive': kept, 'transfer-encoding': coding, ...others } = headers
  return others as H
}
