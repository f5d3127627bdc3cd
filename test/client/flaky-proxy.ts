import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Play } from '../scenario/index.js'

/** What happens to a request: `lost`: it is passed on, but not its answer; `cut`: half of the body of the answer comes. */
type Fault = 'lost' | 'cut' | { readonly status: number; readonly body?: string; readonly retryAfter?: number }

/** An HTTP proxy before `target`, a base URL that may change, with faults for the next requests. */
export async function flakyProxy(t: Play, target: () => string) {
  const faults: Fault[] = []
  const seen: string[] = []
  const server = createServer(async (request, answer) => {
    seen.push(`${request.method} ${request.url}`)
    server.emit('seen')
    const fault = faults.shift()
    if (typeof fault === 'object') {
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
      return answer.writeHead(fault.status, headers).end(fault.body)
    }
    const gone = new AbortController()
    answer.once('close', () => gone.abort())
    const passed = await pass(request, target(), gone.signal).catch(() => undefined)
    if (!passed || fault === 'lost') return request.socket.destroy()
    const { status, headers, body } = passed
    answer.writeHead(status, { ...headers, 'content-length': body.length })
    if (fault === 'cut') answer.write(body.subarray(0, body.length / 2), () => request.socket.destroy())
    else answer.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The requests, such as `GET /api/v1/links`. */
    seen,
    /** Waits until there were `count` requests. */
    async sees(count: number) {
      while (seen.length < count) await once(server, 'seen')
    },
    /** What happens to the next requests. */
    next: (...coming: Fault[]) => void faults.push(...coming),
  }
}

async function pass(request: IncomingMessage, target: string, signal: AbortSignal) {
  const { authorization = '', 'content-type': type, 'idempotency-key': key, 'if-match': tag } = request.headers
  const body = await buffer(request)
  const answer = await fetch(`${target}${request.url}`, {
    method: request.method ?? 'GET',
    headers: {
      authorization,
      ...(type && { 'content-type': type }),
      ...(key && { 'idempotency-key': String(key) }),
      ...(tag && { 'if-match': tag }),
    },
    ...(body.length > 0 && { body }),
    signal,
  })
  const { status, headers } = answer
  return { status, headers: Object.fromEntries(headers), body: Buffer.from(await answer.arrayBuffer()) }
}
