// Types of the part of xmpp.js 0.13 that we use: the package has none.

declare module '@xmpp/component-core' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'
  import type { Element } from '@xmpp/xml'

  /** One stream at a time; it can be opened again. Emits connect, open, stanza, nonza, close, error, disconnect. */
  export class Component extends EventEmitter {
    constructor(options: { service: string; domain: string })
    /** The time limit of each answer in milliseconds; 0: none. */
    timeout: number
    socket: Socket | null
    parser: object | null
    /** The class of the parser for the next stream. */
    Parser: new () => object
    connect(service: string): Promise<void>
    /** Sends the stream header; resolves at the server's header. */
    open(options: { domain: string }): Promise<unknown>
    /** Sends the handshake for this stream id; resolves at the server's answer. */
    authenticate(id: string, secret: string): Promise<void>
    protected _onData(text: string): void
    protected _onParserError(error: unknown): void
    protected _onStreamError(element: Element): void
    protected _detachParser(): void
    protected _end(): Promise<void>
  }
}
