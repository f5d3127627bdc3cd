import type { Element } from '../stanza/element.js'
import { StreamFault } from '../stanza/stream-fault.js'
import { StreamError } from './stream-error.js'

/** The protocol handler of a stream, for a component or a client. */
export interface StreamListener {
  /** The peer's stream header or `<open/>`. May throw a `StreamError`. */
  opened(header: Element): void
  /** A complete element; a stanza of the stream's own namespace has no `xmlns`. May throw a `StreamError`. */
  received(element: Element): void
  /** The stream has ended. Called once; nothing can be sent any more. */
  ended(): void
}

/** An XMPP stream over any transport. */
export interface XmppStream {
  /** Sends our header. */
  open(attrs: Readonly<Record<string, string>>): void
  /** Sends an element without changing it: the same element may be sent to several streams. */
  send(element: Element): void
  /** Sends an element as its XML, which declares its namespace. */
  sendText(xml: string): void
  /** Expects a new stream on the same connection, as after SASL. */
  restart(): void
  /** Ends the stream, with an error or without. Calls `ended` before it returns. */
  close(error?: StreamError): void
  /** Drops the connection without closing the stream, as a lost network does. */
  cut(): void
}

/** Takes a line for the log, and the fault of our own that it tells of, if it does. */
export type StreamLog = (line: string, fault?: unknown) => void

/** The base of all streams: a stream ends once, and an exception ends it with a stream error. */
export abstract class GuardedStream implements XmppStream {
  readonly #listener: StreamListener
  readonly #log: StreamLog
  #ended = false

  constructor(listen: (stream: XmppStream) => StreamListener, log: StreamLog) {
    this.#log = log
    this.#listener = listen(this)
  }

  abstract open(attrs: Readonly<Record<string, string>>): void
  abstract restart(): void
  protected abstract write(element: Element): void
  protected abstract writeText(xml: string): void
  /** Sends the end of the stream and closes the connection. */
  protected abstract finish(error?: StreamError): void
  protected abstract drop(): void

  send(element: Element): void {
    if (!this.#ended) this.write(element)
  }

  sendText(xml: string): void {
    if (!this.#ended) this.writeText(xml)
  }

  close(error?: StreamError): void {
    if (this.#ended) return
    if (error) this.#log(`stream closed: ${error.condition}: ${JSON.stringify(error.message)}`)
    this.finish(error)
    this.lost()
  }

  cut(): void {
    this.drop()
    this.lost()
  }

  /** Marks the stream as ended: the connection is closed, or will be. */
  protected lost(): void {
    if (this.#ended) return
    this.#ended = true
    this.#listener.ended()
  }

  protected opened(header: Element): void {
    if (!this.#ended) this.#listener.opened(header)
  }

  protected received(element: Element): void {
    if (!this.#ended) this.#listener.received(element)
  }

  /** Runs the handler of untrusted input. An exception ends the stream, not the process. */
  protected guard(work: () => void): void {
    if (this.#ended) return
    try {
      work()
    } catch (error) {
      if (error instanceof StreamError) return this.close(error)
      if (error instanceof StreamFault) return this.close(new StreamError(error.condition, error.message))
      this.#log(`internal error: ${JSON.stringify(String(error instanceof Error ? error.stack : error))}`, error)
      this.close(new StreamError('internal-server-error', 'This is a bug of the server; its log says more.'))
    }
  }
}
