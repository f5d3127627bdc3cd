import type { Element } from '../stanza/element.js'
import { StreamFault } from '../stanza/stream-fault.js'
import { StreamError } from './stream-error.js'

/** Whoever speaks the protocol of a stream: a component's or a client's side of the server. */
export interface StreamListener {
  /** The peer's header, or its <open/>. May throw a StreamError. */
  opened(header: Element): void
  /** A whole element; a stanza of the stream's own namespace has no `xmlns`. May throw a StreamError. */
  received(element: Element): void
  /** The stream is over, for whatever reason. Called once; nothing can be sent any more. */
  ended(): void
}

/** One XMPP stream, whatever carries it. */
export interface XmppStream {
  /** Sends our header. */
  open(attrs: Readonly<Record<string, string>>): void
  /** Sends an element. It is only read: the same element may go to several streams. */
  send(element: Element): void
  /** The peer begins a new stream on the same connection (after SASL). */
  restart(): void
  /** Ends the stream, with an error or orderly; `ended` has been called when this returns. */
  close(error?: StreamError): void
  /** Drops the connection without a word, as a lost network does. */
  cut(): void
}

/** What all streams have in common: they end once, and whatever goes wrong inside ends in a stream error. */
export abstract class GuardedStream implements XmppStream {
  readonly #listener: StreamListener
  readonly #log: (line: string) => void
  #ended = false

  constructor(listen: (stream: XmppStream) => StreamListener, log: (line: string) => void) {
    this.#log = log
    this.#listener = listen(this)
  }

  abstract open(attrs: Readonly<Record<string, string>>): void
  abstract restart(): void
  protected abstract write(element: Element): void
  /** Sends the end of the stream and lets the connection go. */
  protected abstract finish(error?: StreamError): void
  protected abstract drop(): void

  send(element: Element): void {
    if (!this.#ended) this.write(element)
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

  /** The connection is gone, or will be. */
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

  /** Runs what untrusted input leads to. Nothing that it throws reaches the process. */
  protected guard(work: () => void): void {
    if (this.#ended) return
    try {
      work()
    } catch (error) {
      if (error instanceof StreamError) return this.close(error)
      if (error instanceof StreamFault) return this.close(new StreamError(error.condition, error.message))
      this.#log(`internal error: ${JSON.stringify(String(error instanceof Error ? error.stack : error))}`)
      this.close(new StreamError('internal-server-error', 'This is a bug of the dev server; its log says more.'))
    }
  }
}
