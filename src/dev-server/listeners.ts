import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { offersXmpp, SUBPROTOCOL } from '../streams/subprotocol.js'
import { LONGEST_STANZA } from './stream-bounds.js'

/** The longest WebSocket frame in bytes: UTF-8 has at most three bytes for a UTF-16 unit. A longer one is cut off. */
const LONGEST_FRAME = 4 * LONGEST_STANZA
/** The time that a WebSocket peer may take to answer our close, in milliseconds. */
const GRACE = 300

export type Endpoint = { readonly host: string; readonly port: number }

/** An open port. */
export interface Listener {
  readonly port: number
  /** Accepts no more connections, and closes the open ones once their written data is sent. */
  close(): Promise<void>
}

/** Listens for TCP connections. Rejects if the port is in use. */
export async function listenTcp(endpoint: Endpoint, accept: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createTcpServer(socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    accept(socket)
  })
  const port = await bound(server, endpoint)
  return {
    port,
    close: () => {
      for (const socket of sockets) socket.destroySoon()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** Listens for WebSocket connections with the subprotocol `xmpp` (RFC 7395 §3.1) at any path. Rejects as `listenTcp`. */
export async function listenWebSocket(endpoint: Endpoint, accept: (socket: WebSocket) => void): Promise<Listener> {
  const server = createHttpServer((_, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' }).end('Connect with a WebSocket.\n')
  })
  const webSockets = new WebSocketServer({
    server,
    maxPayload: LONGEST_FRAME,
    verifyClient: ({ req }: { req: IncomingMessage }, answer: (ok: boolean, status?: number, text?: string) => void) =>
      answer(offersXmpp(req), 400, 'Ask for the subprotocol xmpp'),
    handleProtocols: () => SUBPROTOCOL,
  })
  webSockets.on('connection', accept)
  // Errors of the HTTP server are emitted here too: without a listener they would end the process. `bound` reports them.
  webSockets.on('error', () => undefined)
  const port = await bound(server, endpoint)
  return { port, close: () => closeWebSockets(server, webSockets) }
}

function closeWebSockets(server: Server & { closeAllConnections(): void }, webSockets: WebSocketServer): Promise<void> {
  const timer = setTimeout(() => {
    for (const socket of webSockets.clients) socket.terminate()
    server.closeAllConnections()
  }, GRACE)
  for (const socket of webSockets.clients) socket.close(1001)
  webSockets.close()
  return new Promise(resolve =>
    server.close(() => {
      clearTimeout(timer)
      resolve()
    }),
  )
}

function bound(server: Server, { host, port }: Endpoint): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', error => {
      reject(new Error(`cannot listen on ${host}:${port} (${error.message}): choose another port, or 0 for a free one`))
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
