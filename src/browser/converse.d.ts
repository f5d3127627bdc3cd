/** What our script uses of Converse.js (https://conversejs.org/docs/configuration/). */
export interface Converse {
  /** Starts the client, once. Rejects if a setting is wrong. */
  initialize(settings: Readonly<Record<string, unknown>>): Promise<unknown>
  readonly plugins: { add(name: string, plugin: ConversePlugin): void }
}

interface ConversePlugin {
  initialize(this: { readonly _converse: ConverseState }): void
}

/** A room, or a private chat with an occupant. */
interface Chat {
  /** The names of the commands that this occupant may use in the room. A private chat has no such method. */
  getAllowedCommands?(): readonly string[]
  /** Shows a note among the messages, to this person only. */
  createMessage(note: { readonly type: 'error'; readonly message: string }): unknown
}

export interface ConverseState {
  readonly api: ConverseApi
  /** The address of the person, from the sign-in on. */
  readonly session: { get(name: 'bare_jid'): string }
}

/** A room that was entered. */
interface Room {
  getOwnOccupant(): { save(attributes: { readonly jid: string }): void } | undefined
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
    /** After each entry into a room. */
    on(event: 'enteredNewRoom', call: (room: Room) => void): void
    /** Gives whether what was written is dealt with, so that it is not sent. It begins with a slash, and has one line. */
    on(
      hook: 'parseMessageForCommands',
      change: (written: { readonly model: Chat; readonly text: string }, isHandled: boolean) => Later<boolean>,
    ): void
  }
}

declare global {
  /** Set by the script of Converse.js. */
  var converse: Converse
}
