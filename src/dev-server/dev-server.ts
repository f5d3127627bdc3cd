import { NS } from '../stanza/namespaces.js'
import { ClientStream } from '../streams/client-stream.js'
import { STREAM_NS } from '../streams/stream-namespaces.js'
import { WebSocketStream } from '../streams/websocket-stream.js'
import type { StreamListener, XmppStream } from '../streams/xmpp-stream.js'
import { Accounts } from './accounts.js'
import { accountsHost } from './accounts-host.js'
import { ComponentStream } from './component-stream.js'
import { Components } from './components.js'
import { type Listener, listenTcp, listenWebSocket } from './listeners.js'
import { OfflineMessages } from './offline-messages.js'
import { type DevServerOptions, readOptions, type Settings } from './options.js'
import { Router } from './router.js'
import { Sessions } from './sessions.js'
import { MOST_UNSENT, STREAM_BOUNDS } from './stream-bounds.js'
import { TcpStream } from './tcp-stream.js'

/** A running server. */
export interface DevServer {
  /** The virtual host. */
  readonly domain: string
  /** The ports on which it listens. */
  readonly ports: { readonly client: number; readonly webSocket: number; readonly component: number }
  /**
   * Creates an account, or changes its password. If every name is accepted, the password is ignored, and messages to the
   * account are stored from now on. Throws if the name cannot be part of an address.
   */
  addAccount(name: string, password: string): void
  /** Cuts the links of all components without closing the streams, as a lost network does. They may reconnect. */
  disconnectComponents(): void
  /** Ends all streams, those of clients first so that rooms see them leave. Resolves when all sockets are closed. */
  close(): Promise<void>
}

/**
 * Starts a small XMPP server for development and tests: components (XEP-0114), clients over TCP and WebSocket, no TLS.
 * All state is in memory. Rejects if an option is invalid or a port is in use.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const settings = readOptions(options)
  const { domain, host, ports } = settings
  const parts = assemble(settings)
  const [client, webSocket, component] = await allOrNone([
    listenTcp({ host, port: ports.client }, socket => {
      new TcpStream({ socket, namespace: NS.client, ...parts.forClients })
    }),
    listenWebSocket({ host, port: ports.webSocket }, socket => {
      new WebSocketStream({ socket, bounds: STREAM_BOUNDS, mostUnsent: MOST_UNSENT, ...parts.forClients })
    }),
    listenTcp({ host, port: ports.component }, socket => {
      new TcpStream({ socket, namespace: STREAM_NS.component, ...parts.forComponents })
    }),
  ])
  return {
    domain,
    ports: { client: client.port, webSocket: webSocket.port, component: component.port },
    addAccount: (name, password) => parts.accounts.add(name, password),
    disconnectComponents: () => parts.components.cut(),
    async close() {
      parts.endStreams()
      await Promise.all([client.close(), webSocket.close(), component.close()])
    },
  }
}

/** Wires the parts of the server together. */
function assemble({ domain, secrets, accounts: passwords, registration, privilege, log }: Settings) {
  const accounts = new Accounts(domain, passwords)
  const users = { accounts, sessions: new Sessions(), offline: new OfflineMessages(domain) }
  const components = new Components(secrets)
  const router = new Router({ domain, users, components, privilege })
  const side = { domain, users, router, registration, log }
  const clientStreams = new Set<XmppStream>()
  const componentStreams = new Set<XmppStream>()
  return {
    accounts,
    components,
    forClients: {
      listen: tracked(clientStreams, stream => new ClientStream(stream, accountsHost(stream, side))),
      log: (line: string) => log(`client: ${line}`),
    },
    forComponents: {
      listen: tracked(
        componentStreams,
        stream => new ComponentStream(stream, { domain, components, router, privilege, log }),
      ),
      log: (line: string) => log(`component: ${line}`),
    },
    endStreams() {
      for (const stream of [...clientStreams, ...componentStreams]) stream.close()
    },
  }
}

/** Wraps `listen` so that `streams` holds each stream until it ends. */
function tracked(streams: Set<XmppStream>, listen: (stream: XmppStream) => StreamListener) {
  return (stream: XmppStream): StreamListener => {
    const listener = listen(stream)
    streams.add(stream)
    return {
      opened: header => listener.opened(header),
      received: element => listener.received(element),
      ended() {
        streams.delete(stream)
        listener.ended()
      },
    }
  }
}

/** Waits for all listeners; if one fails, closes the others and rejects. */
async function allOrNone(opening: [Promise<Listener>, Promise<Listener>, Promise<Listener>]) {
  try {
    return await Promise.all(opening)
  } catch (error) {
    const settled = await Promise.allSettled(opening)
    await Promise.all(settled.map(result => (result.status === 'fulfilled' ? result.value.close() : undefined)))
    throw error
  }
}
