import type { SessionInRoom } from '../muc/model/last-seen.js'
import { probeOccupants, removeUnreachable } from '../muc/operations/liveness-check.js'
import type { Service } from './types.js'

/** The number of clients that are probed at a time: about one outbound window. */
const STEP = 500
/** In milliseconds: the longest wait for a step's probes to be sent, and the delay before a retry. */
const MAX_WAIT = 1000
const FIRST = { room: '', session: '' }

/**
 * Checks the clients of all occupants of all rooms when the link comes up: the unavailable presences of clients that
 * left meanwhile are lost.
 */
export interface OccupantCheck {
  /** Begins a new check, in steps, while the rooms work on. A check under way ends. */
  start(): void
  stop(): void
}

export type OccupantCheckOptions = {
  readonly service: Service
  /** Resolves when the server has received all that was sent, or after `bound` milliseconds. */
  drained(bound: number): Promise<void>
  /** Called when a check is complete and the unreachable occupants are removed; `sessions` is the number checked. */
  readonly done?: (sessions: number) => void
}

/** Loads no room in advance: a room comes into memory when the server reports an occupant of it as unreachable. */
export function createOccupantCheck({ service, drained, done }: OccupantCheckOptions): OccupantCheck {
  let current = 0
  let checked = 0
  const probeStep = async (after: SessionInRoom): Promise<SessionInRoom | undefined> => {
    const lookup = { occupantsAfter: { ...after, most: STEP } }
    const found = await service.run({ lookup }, probeOccupants)
    checked += found.length
    await drained(MAX_WAIT)
    return found.at(-1)
  }
  /**
   * Removes up to `STEP` unreachable occupants, of the rooms before this one or of all. Each removal is work of its
   * own, because it sends to all remaining occupants. True if there may be more.
   */
  const removeStep = async (before: string | undefined): Promise<boolean> => {
    const gone = await service.run({}, ({ unreachable }) => unreachable.nextToRemove({ before, most: STEP }))
    await Promise.all(gone.map(one => service.run({ room: one.room }, context => removeUnreachable(context, one))))
    return gone.length > 0
  }
  const run = async (started: number): Promise<void> => {
    let next: SessionInRoom | undefined = FIRST
    checked = 0
    while (next && started === current) {
      const after: SessionInRoom = next
      next = await probeStep(after).catch(() => afterDelay(after))
      while (started === current && (await removeStep(next?.room).catch(() => afterDelay(true))));
    }
    if (started === current) done?.(checked)
  }
  return {
    start: () => void run(++current),
    stop: () => {
      current++
    },
  }
}

/** Resolves with this value after a delay, so that the step is retried; the service has logged the fault. */
function afterDelay<T>(value: T): Promise<T> {
  return new Promise(resolve => setTimeout(() => resolve(value), MAX_WAIT).unref())
}
