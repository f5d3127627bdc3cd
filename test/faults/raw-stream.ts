import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { STREAM_BOUNDS } from '../../src/dev-server/stream-bounds.js'
import type { Element } from '../../src/stanza/element.js'
import { StreamReader } from '../../src/stanza/stream-reader.js'
import { StreamInbox } from './stream-inbox.js'

const HEADER = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>`
/** Milliseconds. */
const ANSWER_WITHIN = 30_000

type Signing = { readonly port: number; readonly user: string; readonly resource: string }

/** A signed-in client stream: a socket and an XML reader. */
export class RawStream {
  readonly #socket: Socket
  readonly #reader: StreamReader
  readonly #inbox = new StreamInbox()

  private constructor(socket: Socket) {
    this.#socket = socket
    const received = (element: Element) => this.#inbox.add(element)
    this.#reader = new StreamReader(
      { opened: () => undefined, received, closed: () => socket.destroy() },
      STREAM_BOUNDS,
    )
    socket.setEncoding('utf8').setNoDelay(true)
    socket.on('data', text => this.#read(String(text)))
    socket.on('error', () => undefined)
    socket.once('close', () => this.#inbox.close())
  }

  /** Signs in with the password of all test accounts. Rejects when the server is not reachable or refuses. */
  static async signIn({ port, user, resource }: Signing): Promise<RawStream> {
    const socket = connect(port, '127.0.0.1')
    const stream = new RawStream(socket)
    const timer = setTimeout(() => socket.destroy(), ANSWER_WITHIN)
    try {
      await once(socket, 'connect')
      await stream.#negotiate(user, resource)
      return stream
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async #negotiate(user: string, resource: string): Promise<void> {
    const plain = Buffer.from(`\0${user}\0secret`).toString('base64')
    this.send(HEADER)
    await this.#inbox.until('stream:features')
    this.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`)
    await this.#inbox.until('success')
    this.#reader.restart()
    this.send(HEADER)
    await this.#inbox.until('stream:features')
    const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`
    this.send(`<iq type='set' id='bind'>${bind}</iq>`)
    await this.#inbox.until('iq')
  }

  /** Passes each stanza to `take` from now on, and calls `lost` when the connection ends. */
  listen(take: (stanza: Element) => void, lost: () => void): void {
    this.#inbox.listen(take, lost)
  }

  send(text: string): void {
    this.#socket.write(text)
  }

  /** Destroys the connection. */
  cut(): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    try {
      this.#reader.read(text)
    } catch {
      this.#socket.destroy()
    }
  }
}
