/** What our scripts use of Converse.js (https://conversejs.org/docs/configuration/). */
export interface Converse {
  /** Starts the client, once. Rejects if a setting is wrong. */
  initialize(settings: Readonly<Record<string, unknown>>): Promise<unknown>
  readonly plugins: { add(name: string, plugin: ConversePlugin): void }
  readonly ROOMSTATUS: { readonly DISCONNECTED: number }
}

interface ConversePlugin {
  /** The plugins that are initialized before this one. */
  readonly dependencies?: readonly string[]
  initialize(this: { readonly _converse: ConverseInside }): void
}

interface ConverseInside {
  readonly api: ConverseApi
  /** Functions that Converse.js looks up at each call. The first takes a message that is not of a room. */
  readonly exports: { handleMessageStanza(stanza: Element): unknown }
}

type Later<T> = T | Promise<T>

/** A model of Converse.js. */
interface Model {
  get(name: string): unknown
}

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
    /** An event: the state of the connection has changed, and is in `connection_status`. */
    on(event: 'connfeedback', hear: (feedback: Model) => void): void
    on(event: 'connected' | 'disconnected' | 'enteredNewRoom', hear: () => void): void
  }
  readonly user: { login(jid: string, password: string): Promise<void> }
  readonly rooms: { get(jid: string): Promise<{ readonly session: Model; rejoin(): Promise<unknown> } | null> }
}

declare global {
  /** Set by the script of Converse.js. */
  var converse: Converse
}
