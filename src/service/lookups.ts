import type { Found, Lookup } from '../muc/model/lookup.js'
import type { OpenBatch } from './open-batch.js'
import type { ServiceContext, ServiceOptions } from './types.js'
import type { WorkingSet } from './working-set.js'

/** The maximum number of look-ups for one piece of work. */
const MAX_STEPS = 4

export type LookupsOptions = Pick<ServiceOptions, 'store'> & {
  readonly workingSet: WorkingSet
  /** Makes the context of a piece of work of this batch from the results so far. */
  context(batch: OpenBatch, found: Found): ServiceContext
}

/** Looks up in the store what the work of a batch needs, before the work runs. */
export class Lookups {
  readonly #options: LookupsOptions

  constructor(options: LookupsOptions) {
    this.#options = options
  }

  /**
   * Runs the look-ups of one piece of work. Each may depend on the results before it. Gives what was found, and all look-ups.
   * Rejects as the store does.
   */
  async find(lookup: Lookup, batch: OpenBatch): Promise<{ found: Found; lookups: readonly Lookup[] }> {
    const { store, workingSet, context } = this.#options
    const lookups = [lookup]
    let found = await store.lookUp(lookup)
    let next = furtherThan(lookup, context(batch, found))
    while (next && lookups.length < MAX_STEPS) {
      lookups.push(next)
      await workingSet.load([{ lookup: next }], batch.at)
      found = { ...found, ...(await store.lookUp(next)) }
      next = furtherThan(next, context(batch, found))
    }
    return { found, lookups }
  }
}

/** A bug in the look-up of one piece of work must not undo the others. */
function furtherThan(lookup: Lookup, known: ServiceContext): Lookup | undefined {
  try {
    return lookup.further?.(known)
  } catch (bug) {
    known.batch.bugs.push(bug)
    return undefined
  }
}
