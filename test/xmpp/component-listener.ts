import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { LinkLog } from '../../src/xmpp/link.js'

export const DOMAIN = 'rooms.example.org'
export const SECRET = 'open sesame'
const STREAM_ID = 'stream-1'
const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' id='${STREAM_ID}' from='${DOMAIN}' xmlns:stream='http://etherx.jabber.org/streams'>`
const DIGEST = createHash('sha1')
  .update(STREAM_ID + SECRET)
  .digest('hex')

/** The server's side of one connection. */
export class Peer {
  readonly socket: Socket
  received = ''

  constructor(socket: Socket, isStubborn: boolean) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      this.received += text
      if (!isStubborn && this.received.endsWith('</stream:stream>')) socket.end('</stream:stream>')
    })
    socket.on('error', () => {})
  }

  /** Resolves when the received text contains this one. */
  async receives(text: string): Promise<void> {
    while (!this.received.includes(text)) await once(this.socket, 'data')
  }

  /** Returns all pings, earlier ones too, as servers do for a component's own addresses. */
  answersPings(): void {
    let answered = 0
    const answer = () => {
      const pings = this.received.match(/<iq type="get"[^>]*><ping [^>]*><\/iq>/g) ?? []
      for (const ping of pings.slice(answered)) this.says(ping)
      answered = pings.length
    }
    this.socket.on('data', answer)
    answer()
  }

  says(text: string): void {
    this.socket.write(text)
  }

  /** Sends each byte so that the other side reads it alone: the event loop turns in between. */
  async saysByteByByte(text: string): Promise<void> {
    for (const byte of Buffer.from(text)) {
      this.socket.write(Buffer.of(byte))
      for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve))
    }
  }

  /** Sends the stream header, whose id the handshake needs. */
  async opens(): Promise<void> {
    await this.receives(`to="${DOMAIN}"`)
    this.says(HEADER)
    await this.receives('</handshake>')
  }

  /** Completes the handshake; `following` is sent in the same write. */
  async accepts(following = ''): Promise<void> {
    await this.opens()
    if (this.received.includes(DIGEST)) this.says(`<handshake/>${following}`)
    else this.fails('not-authorized')
  }

  fails(condition: string): void {
    this.socket.end(
      `<stream:error><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
    )
  }
}

/** The part of a test that registers its cleanup. */
export type Cleanup = { teardown(work: () => Promise<void>): unknown }

/** A listener for components on a free port; the end of the test closes it. */
export class ComponentListener {
  /** The option of the link; valid after `close` too. */
  readonly service: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #peers: Peer[] = []

  private constructor(server: Server, isStubborn: boolean) {
    this.#server = server
    this.service = `xmpp://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('connection', socket => {
      this.#sockets.add(socket)
      this.#peers.push(new Peer(socket, isStubborn))
      server.emit('peer')
    })
  }

  /** A `stubborn` server keeps its side of the stream and the connection open after the other side has closed. */
  static async start(t: Cleanup, manners?: 'stubborn'): Promise<ComponentListener> {
    const isStubborn = manners === 'stubborn'
    const server = createServer({ allowHalfOpen: isStubborn })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const listener = new ComponentListener(server, isStubborn)
    t.teardown(() => listener.close())
    return listener
  }

  /** Resolves to the next connection, which may be open already. */
  async next(): Promise<Peer> {
    while (this.#peers.length === 0) await once(this.#server, 'peer')
    return this.#peers.shift() ?? this.next()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** A log that keeps its lines, and calls `added` at each one. */
export function keptLog(added: () => void = () => {}): LinkLog & { readonly lines: string[]; text(): string } {
  const lines: string[] = []
  const keep = (fields: object, text: string) => {
    if (!text.startsWith('Connected')) lines.push(`${text} ${JSON.stringify(fields)}`)
    added()
  }
  return { lines, info: keep, warn: keep, error: keep, text: () => lines.join('\n') }
}
