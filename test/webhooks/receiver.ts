import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Play } from '../scenario/index.js'

/** What a receiver was sent. */
type Received = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly type: string }

/** An HTTP server on this machine to which events are posted. It answers each with the next status, and at last always. */
export async function receiver(t: Play, ...statuses: number[]) {
  const received: Received[] = []
  const server = createServer(async (request, answer) => {
    let body = ''
    for await (const piece of request.setEncoding('utf8')) body += String(piece)
    received.push({ headers: request.headers, body, type: String(JSON.parse(body).type) })
    const status = statuses.length > 1 ? statuses.shift() : statuses[0]
    answer.writeHead(status ?? 204, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end()
    server.emit('received')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => new Promise(resolve => server.close(resolve)))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** From now on it answers with this status. */
    answers: (status: number) => void statuses.splice(0, statuses.length, status),
    /** Waits until it was sent `count` events. Resolves with their types. */
    async types(count: number): Promise<string[]> {
      while (received.length < count) await once(server, 'received')
      return received.map(({ type }) => type)
    },
  }
}
