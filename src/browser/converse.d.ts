/** What our scripts use of Converse.js (https://conversejs.org/docs/configuration/). */
export interface Converse {
  /** Starts the client, once. Rejects if a setting is wrong. */
  initialize(settings: Readonly<Record<string, unknown>>): Promise<unknown>
  readonly plugins: { add(name: string, plugin: ConversePlugin): void }
  readonly ROOMSTATUS: { readonly DISCONNECTED: number; readonly DESTROYED: number }
}

interface ConversePlugin {
  /** The plugins that are initialized before this one. */
  readonly dependencies?: readonly string[]
  initialize(this: { readonly _converse: ConverseState }): void
}

export interface ConverseState {
  readonly api: ConverseApi
  /** The address of the person, from the sign-in on. */
  readonly session: { get(name: 'bare_jid'): string }
  /** Functions that Converse.js looks up at each call. The first takes a message that is not of a room. */
  readonly exports: {
    handleMessageStanza(stanza: Element): unknown
    readonly RosterContacts: { readonly prototype: Contacts }
  }
  readonly state: { readonly config: { set(name: 'trusted', value: boolean): void } }
}

/** The contacts of the person. */
interface Contacts {
  /** Takes each presence that is not of a room. */
  presenceHandler(presence: Element): unknown
  fetchRosterContacts(): Promise<unknown>
}

/** A room, or a private chat with an occupant. */
interface Chat {
  /** The names of the commands that this occupant may use in the room. A private chat has no such method. */
  getAllowedCommands?(): readonly string[]
  /** Shows a note among the messages, to this person only. */
  createMessage(note: { readonly type: 'error'; readonly message: string }): unknown
}

/** A room that was entered. */
interface Room {
  getOwnOccupant(): { save(attributes: { readonly jid: string }): void } | undefined
}

/** A model of Converse.js. */
interface Model {
  get(name: string): unknown
  save(attributes: Readonly<Record<string, unknown>>): void
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
      hook: 'parseMUCPresence',
      change: (presence: Element, parsed: { readonly is_self: boolean }) => Later<object>,
    ): void
    on(
      hook: 'createMessageStanza',
      change: (context: unknown, sent: { readonly stanza: { tree(): Element } }) => Later<object>,
    ): void
    /** Gives whether what was written is dealt with, so that it is not sent. It begins with a slash, and has one line. */
    on(
      hook: 'parseMessageForCommands',
      change: (written: { readonly model: Chat; readonly text: string }, isHandled: boolean) => Later<boolean>,
    ): void
    /** After each entry into a room. */
    on(event: 'enteredNewRoom', call: (room: Room) => void): void
    /** The state of the connection has changed, and is in `connection_status`. */
    on(event: 'connfeedback', call: (feedback: Model) => void): void
    on(event: 'connected' | 'disconnected', call: () => void): void
  }
  readonly user: { login(jid: string, password: string): Promise<void> }
  readonly rooms: {
    get(jid: string): Promise<(Model & { readonly session: Model; rejoin(): Promise<unknown> }) | null>
  }
}

declare global {
  /** Set by the script of Converse.js. */
  var converse: Converse
}
