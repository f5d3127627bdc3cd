// What we use of a package of xmpp.js 0.13 that comes without types.

declare module '@xmpp/component-core' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'
  import type { Element } from '@xmpp/xml'

  /** One stream at a time, opened again and again. Emits connect, open, stanza, nonza, close, error, disconnect. */
  export class Component extends EventEmitter {
    constructor(options: { service: string; domain: string })
    /** Milliseconds that it waits for each answer; 0: for ever. */
    timeout: number
    socket: Socket | null
    parser: object | null
    /** What reads the next stream. */
    Parser: new () => object
    connect(service: string): Promise<void>
    /** Sends the stream header; resolves when the server's has come. */
    open(options: { domain: string }): Promise<unknown>
    /** Sends the handshake for the stream's id. */
    authenticate(id: string, secret: string): Promise<void>
    protected _onData(text: string): void
    protected _onParserError(error: unknown): void
    protected _onStreamError(element: Element): void
    protected _detachParser(): void
    protected _end(): Promise<void>
  }
}
