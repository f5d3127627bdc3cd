import type { Socket } from 'node:net'
import { Component } from '@xmpp/component-core'
import type { Element } from '../stanza/element.js'
import { ComponentParser } from './component-parser.js'
import { LinkError } from './link-trouble.js'

/** How long the server has to say goodbye after we have, in milliseconds. */
const LINGER = 1500

/**
 * The library's component stream (XEP-0114), made safe to run for months: every failure is an `error` event followed
 * by `disconnect`, whatever the server sends, and a closed stream leaves no timer behind.
 */
export class ComponentStream extends Component {
  #closing: Socket | undefined

  constructor(options: { service: string; domain: string }) {
    super(options)
    // The library would wait with timers that nobody can clear. The link has a clock of its own for each attempt.
    this.timeout = 0
    this.Parser = ComponentParser
  }

  /** Whether the goodbye has been said on this connection: nothing may follow it. */
  get isClosing(): boolean {
    return this.#closing !== undefined && this.#closing === this.socket
  }

  /**
   * Says goodbye, and closes the socket when the server has said it too, or has had the time to (RFC 6120 §4.4): one that
   * sees the end of the socket together with our goodbye may not answer. Does nothing without a socket.
   */
  close(): void {
    const { socket } = this
    if (!socket) return
    if (socket.connecting) {
      socket.destroy()
      return
    }
    if (!this.isClosing) this.#goodbye(socket)
    // Without a parser nothing more is read.
    if (!this.parser) socket.end()
  }

  #goodbye(socket: Socket): void {
    this.#closing = socket
    const linger = setTimeout(() => socket.destroy(), LINGER)
    socket.once('close', () => clearTimeout(linger))
    // Where the server closed its side first, ours has ended by itself, but it waits until the server has read the rest.
    if (!socket.writableEnded) socket.write('</stream:stream>')
  }

  protected override _onData(text: string): void {
    // After its </stream:stream> or bad XML a server may go on writing; nobody reads that.
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
