import type { Asked } from '../../muc/command.js'
import type { Context, Readable } from '../../muc/context.js'
import type { Lookup } from '../../muc/model/lookup.js'
import type { Room } from '../../muc/model/room.js'
import type { Texts } from './texts/shape.js'

/** A chat command that a person gives. */
export type ChatAsk = Asked<Context> & {
  /** The room to which it was written; undefined for the service. */
  readonly here: Room | undefined
  readonly words: readonly string[]
  readonly texts: Texts
}

/** What the look-ups of a chat command see of it. */
export type ReadableAsk = Omit<ChatAsk, 'batch' | 'capabilities'> & Asked<Readable<Context>>

/** A command as a line of text: another front for the functions that the ad-hoc commands call, with their rights. */
export type ChatCommand = {
  /** Whether it needs the person's rooms in memory, if it is written to the service. */
  readonly needsRooms: boolean
  /** What else it needs from the store, after the rooms. Must not throw. */
  lookUp?(ask: ReadableAsk): Lookup | undefined
  /** Executes the command. Returns the answer, for the person alone. Throws a `StanzaError` to refuse. */
  run(ask: ChatAsk): string
}
