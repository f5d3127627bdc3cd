import type { Found, Lookup } from '../muc/model/lookup.js'
import type { OpenBatch } from './open-batch.js'
import type { ServiceContext, ServiceOptions } from './types.js'
import type { WorkingSet } from './working-set.js'

/** Each reads more for one piece of work. */
const MOST_STEPS = 4

export type LookupsOptions = Pick<ServiceOptions, 'store' | 'onFault'> & {
  readonly workingSet: WorkingSet
  /** What a piece of work of this batch may use, when so much is found. */
  turn(batch: OpenBatch, found: Found): ServiceContext
}

/** What is looked up for the work of a batch, before that changes anything. */
export class Lookups {
  readonly #options: LookupsOptions

  constructor(options: LookupsOptions) {
    this.#options = options
  }

  /** For one piece of work: each step may depend on what is known after the one before. Rejects as the store does. */
  async find(lookup: Lookup, batch: OpenBatch): Promise<Found> {
    const { store, workingSet, turn } = this.#options
    let found = await store.lookUp(lookup)
    let next = this.#further(lookup, turn(batch, found))
    for (let steps = 1; next && steps < MOST_STEPS; steps++) {
      await workingSet.load([{ lookup: next }], batch.at)
      found = { ...found, ...(await store.lookUp(next)) }
      next = this.#further(next, turn(batch, found))
    }
    return found
  }

  /** A mistake of ours in one piece of work must not undo what others have done. */
  #further(lookup: Lookup, known: ServiceContext): Lookup | undefined {
    try {
      return lookup.further?.(known)
    } catch (fault) {
      this.#options.onFault(fault)
      return undefined
    }
  }
}
