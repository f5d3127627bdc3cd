import type { DeliveryChange, OutboxChange } from '../batch.js'
import type { Change } from '../muc/model/change.js'
import { mapOf } from '../muc/model/room.js'

/** The bare JIDs of the guests that these changes have ended, also with their room: their secrets open nothing more. */
export function endedGuests(changes: readonly (Change | DeliveryChange | OutboxChange)[]): string[] {
  return changes.flatMap(change => {
    if (change.kind === 'guest' && !change.now) return [change.key]
    if (change.kind === 'room' && change.was && !change.now) return [...mapOf(change.was, 'guest').keys()]
    return []
  })
}
