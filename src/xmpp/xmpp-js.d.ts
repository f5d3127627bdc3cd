// What we use of two packages of xmpp.js 0.13 that come without types.

declare module '@xmpp/component-core' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'
  import type { Element } from 'ltx'

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
    /** Sends the handshake for the stream's id. */
    authenticate(id: string, secret: string): Promise<void>
    protected _onData(text: string): void
    protected _onParserError(error: unknown): void
    protected _onStreamError(element: Element): void
    protected _detachParser(): void
    protected _end(): Promise<void>
  }
}

declare module '@xmpp/reconnect' {
  import type { EventEmitter } from 'node:events'
  import type { Component } from '@xmpp/component-core'

  /** Emits reconnecting before each attempt. */
  interface Reconnect extends EventEmitter {
    /** Milliseconds between a disconnect and the next attempt. */
    delay: number
    /** Connects and opens the stream now. */
    reconnect(): Promise<void>
    stop(): void
  }
  function reconnect(parts: { entity: Component }): Reconnect
  export = reconnect
}
