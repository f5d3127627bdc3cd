import type { Socket } from 'node:net'
import { Component } from '@xmpp/component-core'
import type { Element } from '../stanza/element.js'
import { ComponentParser } from './component-parser.js'
import { LinkError } from './link-trouble.js'

/** How long the server may take to close its stream after ours, in milliseconds. */
const LINGER = 1500

/**
 * The library's component stream (XEP-0114) with two guarantees: whatever the server sends, a failure is an `error`
 * event followed by `disconnect`; and a closed stream leaves no timer behind.
 */
export class ComponentStream extends Component {
  #closing: Socket | undefined

  constructor(options: { service: string; domain: string }) {
    super(options)
    // The library's timers cannot be cleared. The link limits the time of each attempt itself.
    this.timeout = 0
    this.Parser = ComponentParser
  }

  /** Whether `</stream:stream>` has been sent on this connection: nothing may follow it. */
  get isClosing(): boolean {
    return this.#closing !== undefined && this.#closing === this.socket
  }

  /**
   * Closes the stream, then the socket when the server has closed its stream too or after `LINGER` (RFC 6120 §4.4): a
   * server that sees the end of the socket together with that of our stream may not answer. Without a socket, a no-op.
   */
  close(): void {
    const { socket } = this
    if (!socket) return
    if (socket.connecting) {
      socket.destroy()
      return
    }
    if (!this.isClosing) this.#closeStream(socket)
    // Without a parser the server's `</stream:stream>` would not be noticed.
    if (!this.parser) socket.end()
  }

  #closeStream(socket: Socket): void {
    this.#closing = socket
    const linger = setTimeout(() => socket.destroy(), LINGER)
    socket.once('close', () => clearTimeout(linger))
    // If the server has closed its side first, Node has ended ours, and waits only for unsent data to be read.
    if (!socket.writableEnded) socket.write('</stream:stream>')
  }

  protected override _onData(text: string): void {
    // A server may go on writing after its </stream:stream> or after bad XML; that is ignored.
    if (!this.parser) return
    try {
      super._onData(text)
    } catch (error) {
      this._onParserError(error)
    }
  }

  protected override _onParserError(error: unknown): void {
    this._detachParser()
    this.emit('error', error instanceof LinkError ? error : new LinkError('unreadable'))
    this.close()
  }

  protected override _onStreamError(element: Element): void {
    const conditions = element.getChildElements().filter(child => child.name !== 'text')
    this.emit('error', new LinkError(conditions[0]?.name ?? 'undefined-condition', element.getChildText('text')))
  }

  protected override async _end(): Promise<void> {
    this.close()
  }
}
