import type { Batch } from '../batch.js'
import type { Capability } from './capability.js'
import type { Change } from './model/change.js'
import type { Found } from './model/lookup.js'
import type { Room } from './model/room.js'
import type { State } from './model/state.js'

/** What every hook may use. */
export type Context = State & {
  readonly batch: Batch<Change>
  readonly capabilities: readonly Capability[]
  /** What `lookUp` asked for. */
  readonly found: Found
}

export type RoomContext = Context & { readonly room: Room }

/** What may be read of a room or the service before anything is done. */
export type Readable<C extends Context> = Omit<C, 'batch' | 'capabilities'>
