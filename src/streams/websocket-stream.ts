import type { WebSocket } from 'ws'
import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import type { StreamBounds } from '../stanza/stream-reader.js'
import { readFrame } from './frame.js'
import { StreamError } from './stream-error.js'
import { STREAM_NS } from './stream-namespaces.js'
import { GuardedStream, type StreamListener, type StreamLog, type XmppStream } from './xmpp-stream.js'

export type WebSocketStreamOptions = {
  readonly socket: WebSocket
  readonly bounds: StreamBounds
  /** The most unsent bytes, beyond which a peer that does not read is dropped. */
  readonly mostUnsent: number
  /** The peer is dropped because it does not read. */
  readonly onSlow?: () => void
  readonly listen: (stream: XmppStream) => StreamListener
  readonly log: StreamLog
}

/** A client's stream over WebSocket (RFC 7395): each frame is one element. */
export class WebSocketStream extends GuardedStream {
  readonly #socket: WebSocket
  readonly #bounds: StreamBounds
  readonly #mostUnsent: number
  readonly #onSlow: (() => void) | undefined
  #isOpen = false

  constructor({ socket, bounds, mostUnsent, onSlow, listen, log }: WebSocketStreamOptions) {
    super(listen, log)
    this.#socket = socket
    this.#bounds = bounds
    this.#mostUnsent = mostUnsent
    this.#onSlow = onSlow
    socket.on('message', (frame, isBinary) => this.guard(() => this.#read(isBinary ? undefined : frame.toString())))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.lost())
  }

  open(attrs: Readonly<Record<string, string>>): void {
    this.#isOpen = true
    this.#socket.send(xml('open', { xmlns: STREAM_NS.framing, ...attrs }).toString())
  }

  restart(): void {
    this.#isOpen = false
  }

  protected write(element: Element): void {
    this.writeText(withNamespace(element).toString())
  }

  protected writeText(xml: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(xml)
    if (this.#socket.bufferedAmount <= this.#mostUnsent) return
    this.#onSlow?.()
    this.#socket.terminate()
  }

  protected finish(error?: StreamError): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (!this.#isOpen) this.open({})
    if (error) this.write(error.element())
    this.#socket.send(xml('close', { xmlns: STREAM_NS.framing }).toString())
    this.#socket.close()
  }

  protected drop(): void {
    this.#socket.terminate()
  }

  #read(frame: string | undefined): void {
    if (frame === undefined) throw new StreamError('bad-format', 'Send text frames (RFC 7395, section 3.2).')
    const element = readFrame(frame, this.#bounds)
    if (element.is('close', STREAM_NS.framing)) return this.close()
    if (element.is('open', STREAM_NS.framing) === this.#isOpen) {
      throw new StreamError('bad-format', 'Send <open/> first, and again after SASL only (RFC 7395, section 3.4).')
    }
    if (!this.#isOpen) return this.opened(element)
    const namespace = attr(element, 'xmlns')
    if (namespace === undefined && !element.name.includes(':')) {
      throw new StreamError('invalid-namespace', `Write the namespace on each stanza: xmlns='${NS.client}'.`)
    }
    if (namespace === NS.client) delete element.attrs['xmlns']
    this.received(element)
  }
}

/** Declares the namespace of a stanza: a frame is a separate document, in which it cannot be inherited. */
function withNamespace(element: Element): Element {
  if (element.attrs['xmlns'] !== undefined || element.name.includes(':')) return element
  const framed = xml(element.name, { xmlns: NS.client, ...element.attrs })
  framed.children = element.children
  return framed
}
