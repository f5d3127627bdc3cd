/** The parts of @xmpp/component 0.13 that the tests use; the package has no types. */
declare module '@xmpp/component' {
  import type { EventEmitter } from 'node:events'
  import type { Element } from '@xmpp/xml'

  interface Component extends EventEmitter {
    readonly reconnect: { stop(): void }
    /** Resolves with the JID after the handshake; rejects with the stream error. */
    start(): Promise<{ toString(): string }>
    stop(): Promise<unknown>
    send(stanza: Element): Promise<void>
    on(event: 'stanza', listener: (stanza: Element) => void): this
    on(event: 'error', listener: (error: Error) => void): this
  }

  export function component(options: { service: string; domain: string; password: string }): Component
}
