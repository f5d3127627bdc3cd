/** The chat commands, in the order of the help. */
export const CHAT_COMMANDS = [
  'help',
  'link',
  'links',
  'waiting',
  'approve',
  'decline',
  'pause',
  'resume',
  'revoke',
  'cameBy',
  'manage',
] as const

export type ChatCommandName = (typeof CHAT_COMMANDS)[number]

/** Words in lower case; people may write each of them, and answers use the first. */
type Words = readonly [string, ...string[]]

/** All texts of the chat commands in one language. A word in braces is a place for a value (`fill`). */
export type Texts = {
  /** What people write to give a command. */
  readonly words: Readonly<Record<ChatCommandName, Words>>
  /** The names of minutes, hours, days and weeks, besides their first letters in English. */
  readonly units: Readonly<Record<'m' | 'h' | 'd' | 'w', Words>>
  /** Names that stand in the examples of the help. */
  readonly examples: { readonly room: string; readonly label: string; readonly person: string }
  /** What a command does, for the help. */
  readonly about: Readonly<Record<ChatCommandName, string>>
  readonly help: {
    readonly intro: string
    /** How to write a time and to name a link. */
    readonly notes: string
    /** The answer to a message that is no command. */
    readonly unknown: string
  }
  readonly links: {
    readonly made: string
    readonly list: string
    readonly none: string
    readonly terms: string
    readonly noLimit: string
    readonly never: string
    readonly states: Readonly<Record<'open' | 'paused' | 'expired' | 'used-up' | 'shut', string>>
    readonly paused: string
    readonly resumed: string
    readonly revoked: string
  }
  readonly requests: {
    readonly list: string
    readonly none: string
    /** What kind of person has no account. */
    readonly guest: string
    readonly approved: string
    readonly declined: string
  }
  /** The answer with a one-time address. */
  readonly manage: string
  readonly joins: { readonly list: string; readonly none: string }
  readonly choice: {
    readonly room: string
    readonly link: string
    readonly person: string
    /** A line that the person may write instead. */
    readonly example: string
    /** After a list that was cut. */
    readonly more: string
  }
  readonly unknown: {
    readonly room: string
    readonly noRooms: string
    readonly link: string
    readonly person: string
  }
  readonly refusals: {
    readonly notAllowed: string
    readonly tooManyLinks: string
    readonly roomClosed: string
    readonly roomFull: string
    readonly linkEnded: string
    readonly banned: string
    readonly labelTooLong: string
  }
}
