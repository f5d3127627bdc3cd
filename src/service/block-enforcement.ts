import type { Context } from '../muc/context.js'
import type { Occupancy } from '../muc/model/lookup.js'
import { removeBlocked } from '../muc/operations/remove-blocked.js'
import type { Service } from './types.js'

/** How many entries of block lists, and how many occupants, one piece of work concerns. */
const STEP = 100
const FIRST: Occupancy = { room: '', nick: '' }

/**
 * Removes from their rooms the people whom the block lists name since the last call. The work grows with the rooms that
 * these people are in: the store finds them by the hash, in steps between which the rooms work on. After a failure the
 * rest waits for the next call.
 */
export async function enforceBlockLists(service: Service): Promise<void> {
  for (;;) {
    const hashes = await service.run({}, ({ blockLists }) => [...blockLists.unenforced].slice(0, STEP))
    if (hashes.length === 0) return
    let after: Occupancy | undefined = FIRST
    while (after) after = await removeStep(service, { hashes, ...after })
    await service.run({}, ({ blockLists }) => blockLists.enforced(hashes))
  }
}

/** Removes the next occupants after one. Gives the last of them, if there may be more. */
async function removeStep(
  service: Service,
  page: Occupancy & { hashes: readonly string[] },
): Promise<Occupancy | undefined> {
  const further = ({ found }: Pick<Context, 'found'>) => ({ load: (found.occupanciesOf ?? []).map(({ room }) => room) })
  const found = await service.run({ lookup: { occupanciesOf: { ...page, most: STEP }, further } }, context => {
    removeBlocked(context)
    return context.found.occupanciesOf ?? []
  })
  return found.length === STEP ? found.at(-1) : undefined
}
