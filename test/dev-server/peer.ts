import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import WebSocket from 'ws'
import { type DevServer, type DevServerOptions, startDevServer } from '../../src/dev-server/index.js'

/** The part of a tap test that registers its cleanup. */
type Test = { teardown(work: () => unknown): void }

/** A server with the component `rooms.localhost`; the end of the test closes it. */
export async function startServer(t: Test, options: Partial<DevServerOptions> = {}): Promise<DevServer> {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 'secret' }], ...options })
  t.teardown(() => server.close())
  return server
}

/** A client or component that sends and receives raw text. */
export class Peer {
  readonly #write: (text: string | Uint8Array) => void
  #unread = ''
  #isClosed = false
  #wake: () => void = () => undefined
  #pings = 0
  /** Further attributes of its pings: a component's address, a namespace. */
  pingWith = ''

  constructor(write: (text: string | Uint8Array) => void) {
    this.#write = write
  }

  write(text: string | Uint8Array): void {
    this.#write(text)
  }

  /** Resolves to the unread text up to and including `end`. Rejects if the connection closes before. */
  async until(end: string): Promise<string> {
    for (;;) {
      const at = this.#unread.indexOf(end)
      if (at >= 0) {
        const text = this.#unread.slice(0, at + end.length)
        this.#unread = this.#unread.slice(at + end.length)
        return text
      }
      if (this.#isClosed) throw new Error(`closed without ${end}: ${this.#unread}`)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  /** Resolves to the unread text when the connection is closed. */
  async rest(): Promise<string> {
    while (!this.#isClosed) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    return this.#unread
  }

  /** Pings the server. Resolves to the unread text before the answer: everything that the server has sent so far. */
  async beforePong(): Promise<string> {
    const id = `ping-${++this.#pings}`
    this.write(`<iq ${this.pingWith} type='get' id='${id}' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>`)
    const text = await this.until(`id="${id}"`)
    await this.until('/>')
    return text.slice(0, text.lastIndexOf('<'))
  }

  /** Sends available presence. Resolves to the text that the client gets for it. */
  afterPresence(): Promise<string> {
    this.write('<presence/>')
    return this.beforePong()
  }

  heard(text: string): void {
    this.#unread += text
    this.#wake()
  }

  closed(): void {
    this.#isClosed = true
    this.#wake()
  }
}

/** A TCP connection; `vanish` drops it without closing the stream. */
export type TcpPeer = Peer & { vanish(): void }

export async function dial(port: number): Promise<TcpPeer> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  const peer = new Peer(text => socket.write(text))
  socket.setEncoding('utf8')
  socket.on('data', text => peer.heard(String(text)))
  socket.on('error', () => undefined)
  socket.on('close', () => peer.closed())
  await new Promise(resolve => socket.once('connect', resolve))
  return Object.assign(peer, { vanish: () => socket.destroy() })
}

/** A WebSocket connection; its received text is the frames, one after another. */
export async function dialWebSocket(port: number): Promise<Peer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/xmpp-websocket`, 'xmpp')
  const peer = new Peer(text => socket.send(text))
  socket.on('message', frame => peer.heard(frame.toString()))
  socket.on('close', () => peer.closed())
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return peer
}

const STREAMS = "xmlns:stream='http://etherx.jabber.org/streams'"

/** The header of a client's stream over TCP. */
export const CLIENT_HEADER = `<?xml version='1.0'?>\
<stream:stream xmlns='jabber:client' ${STREAMS} to='localhost' version='1.0'>`

/** The header of a component's stream. */
export function componentHeader(domain: string): string {
  return `<stream:stream xmlns='jabber:component:accept' ${STREAMS} to='${domain}'>`
}

/** The `<auth/>` of PLAIN for this name and password. */
export function plain(name: string, password: string): string {
  const message = Buffer.from(`\0${name}\0${password}`).toString('base64')
  return `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${message}</auth>`
}

/** The request to bind a resource. */
export function bind(resource: string): string {
  const request = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`
  return `<iq xmlns='jabber:client' type='set' id='b'>${request}</iq>`
}

/** A client over TCP that has signed in with the password `secret`, without presence. `address` is user/resource. */
export async function signedIn(server: DevServer, address: string): Promise<TcpPeer> {
  const [user = '', resource = ''] = address.split('/')
  const peer = await dial(server.ports.client)
  peer.write(CLIENT_HEADER + plain(user, 'secret'))
  await peer.until('<success')
  peer.write(CLIENT_HEADER + bind(resource))
  await peer.until('</iq>')
  return peer
}

/** A client that is signed in and available. */
export async function online(server: DevServer, address: string, priority = 0): Promise<TcpPeer> {
  const peer = await signedIn(server, address)
  peer.write(`<presence><priority>${priority}</priority></presence>`)
  await peer.beforePong()
  return peer
}

/** A client over WebSocket that has signed in; see `signedIn`. */
export async function signedInOverWebSocket(server: DevServer, address: string): Promise<Peer> {
  const [user = '', resource = ''] = address.split('/')
  const peer = await dialWebSocket(server.ports.webSocket)
  peer.pingWith = "xmlns='jabber:client'"
  peer.write(OPEN)
  await peer.until('</stream:features>')
  peer.write(plain(user, 'secret'))
  await peer.until('<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>')
  peer.write(OPEN)
  peer.write(bind(resource))
  await peer.until('</iq>')
  return peer
}

/** The header of a client's stream over WebSocket. */
export const OPEN = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>"

/** A component after its handshake; any following text is unread. */
export async function connectedComponent(server: DevServer, domain = 'rooms.localhost'): Promise<TcpPeer> {
  const peer = await dial(server.ports.component)
  peer.write(componentHeader(domain))
  peer.write(`<handshake>${handshakeFor(await peer.until('">'), 'secret')}</handshake>`)
  await peer.until('<handshake/>')
  peer.pingWith = `from='${domain}'`
  return peer
}

/** The digest of the secret (XEP-0114 §3) for the stream that the server opened with `header`. */
export function handshakeFor(header: string, secret: string): string {
  const id = /id="(\w+)"/.exec(header)?.[1] ?? ''
  return createHash('sha1')
    .update(id + secret)
    .digest('hex')
}
