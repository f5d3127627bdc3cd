/** What our script uses of Converse.js (https://conversejs.org/docs/configuration/). */
export interface Converse {
  /** Starts the client, once. Rejects if a setting is wrong. */
  initialize(settings: Readonly<Record<string, unknown>>): Promise<unknown>
  readonly plugins: { add(name: string, plugin: ConversePlugin): void }
}

interface ConversePlugin {
  initialize(this: { readonly _converse: { readonly api: ConverseApi } }): void
}

type Later<T> = T | Promise<T>

export interface ConverseApi {
  readonly listen: {
    /** A hook: gets the context and a value, and gives the value that is used instead, also later. */
    on(
      hook: 'beforeFetchLoginCredentials',
      change: (context: unknown, request: XMLHttpRequest) => Later<XMLHttpRequest>,
    ): void
    on(
      hook: 'parseMUCMessage' | 'getOutgoingMessageAttributes',
      change: (context: unknown, message: object) => Later<object>,
    ): void
    on(
      hook: 'createMessageStanza',
      change: (context: unknown, sent: { readonly stanza: { tree(): Element } }) => Later<object>,
    ): void
  }
}

declare global {
  /** Set by the script of Converse.js. */
  var converse: Converse
}
