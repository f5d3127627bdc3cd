import { eraseNext, erasureLookup } from '../personal-facts/erase.js'
import type { Service } from '../service/types.js'

/** The portions of one call: the other periodic work waits for them. */
const MOST = 50

/**
 * Makes the periodic work that erases what the service keeps of people: a portion of each in turn. One whose portion fails holds
 * back no other. Rejects if the service cannot do it.
 */
export function erasing(service: Pick<Service, 'lookUp' | 'run'>): () => Promise<void> {
  let after = ''
  const portion = async (from: string) => {
    try {
      after = (await service.run({ lookup: erasureLookup(from) }, eraseNext)) ?? ''
    } catch (fault) {
      after = (await service.lookUp({ erasureAfter: from })).erasureAfter?.user ?? ''
      throw fault
    }
  }
  return async () => {
    for (let portions = 0; portions < MOST; portions++) {
      const from = after
      await portion(from)
      // After the last person comes the first one again, if there is any.
      if (after === '' && from === '') return
    }
  }
}
