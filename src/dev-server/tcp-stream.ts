import type { Socket } from 'node:net'
import { type Element, xml } from '../stanza/element.js'
import { StreamReader } from '../stanza/stream-reader.js'
import { detached } from '../streams/detached.js'
import { StreamError } from '../streams/stream-error.js'
import { STREAM_NS } from '../streams/stream-namespaces.js'
import { GuardedStream, type StreamListener, type XmppStream } from '../streams/xmpp-stream.js'
import { MOST_UNSENT, STREAM_BOUNDS } from './stream-bounds.js'

/** The time that a peer may take to close the connection after we closed the stream, in milliseconds. */
const GRACE = 2000

export type TcpStreamOptions = {
  readonly socket: Socket
  /** The default namespace of the stream, which its stanzas inherit. */
  readonly namespace: string
  readonly listen: (stream: XmppStream) => StreamListener
  readonly log: (line: string) => void
}

/** A stream over TCP (RFC 6120 §4). */
export class TcpStream extends GuardedStream {
  readonly #socket: Socket
  readonly #namespace: string
  readonly #reader: StreamReader
  #isOpen = false
  #unsent = ''

  constructor({ socket, namespace, listen, log }: TcpStreamOptions) {
    super(listen, log)
    this.#socket = socket
    this.#namespace = namespace
    this.#reader = new StreamReader(
      {
        opened: header => this.opened(this.#checked(header)),
        received: element => this.received(this.#inherit(detached(element))),
        closed: () => this.close(),
      },
      STREAM_BOUNDS,
    )
    // With an encoding, the socket joins a character that is split across reads.
    socket.setEncoding('utf8')
    socket.setNoDelay(true)
    socket.on('data', text => this.guard(() => this.#reader.read(String(text))))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.lost())
  }

  open(attrs: Readonly<Record<string, string>>): void {
    this.#isOpen = true
    const header = xml('stream:stream', { xmlns: this.#namespace, 'xmlns:stream': STREAM_NS.stream, ...attrs })
    this.writeText(`<?xml version='1.0'?>${header.toString().slice(0, -2)}>`)
  }

  restart(): void {
    this.#isOpen = false
    this.#reader.restart()
  }

  protected write(element: Element): void {
    this.writeText(element.toString())
  }

  protected finish(error?: StreamError): void {
    if (!this.#isOpen) this.open({})
    if (error) this.write(error.element())
    this.writeText('</stream:stream>')
    this.#flush()
    this.#socket.end()
    const timer = setTimeout(() => this.#socket.destroy(), GRACE)
    timer.unref()
    this.#socket.once('close', () => clearTimeout(timer))
  }

  protected drop(): void {
    this.#socket.destroy()
  }

  /** Joins the texts of one tick into one write. */
  protected writeText(text: string): void {
    if (this.#unsent === '') process.nextTick(() => this.#flush())
    this.#unsent += text
  }

  #flush(): void {
    if (this.#unsent !== '' && this.#socket.writable) this.#socket.write(this.#unsent)
    this.#unsent = ''
    if (this.#socket.writableLength > MOST_UNSENT) this.#socket.destroy()
  }

  #checked(header: Element): Element {
    if (header.is('stream', STREAM_NS.stream) && header.attrs['xmlns'] === this.#namespace) return header
    throw new StreamError('invalid-namespace', `Open <stream:stream/> with xmlns='${this.#namespace}' on this port.`)
  }

  #inherit(element: Element): Element {
    if (element.attrs['xmlns'] === this.#namespace) delete element.attrs['xmlns']
    return element
  }
}
