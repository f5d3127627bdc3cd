import type { SessionInRoom } from '../muc/model/last-seen.js'
import { probeOccupants, removeUnreachable } from '../muc/operations/liveness-check.js'
import type { Service } from './types.js'

/** How many are looked for at a time: about what outbound has on its way. */
const STEP = 500
/** How long, in milliseconds, a step waits for what is before it, and after a failure of the storage. */
const PATIENCE = 1000
const FIRST = { room: '', session: '' }

/** Looks for all occupants of all rooms, when the link is up: who left while it was down said so to nobody. */
export interface Sweep {
  /** From the first one on, in steps, while the rooms go on. The one that is under way ends. */
  start(): void
  stop(): void
}

export type SweepOptions = {
  readonly service: Service
  /** Resolves when the server has all that was sent, or after so many milliseconds. */
  drained(bound: number): Promise<void>
  /** All have been looked for, so many sessions, and those who are gone have left. */
  readonly done?: (sessions: number) => void
}

/** Reads no room: those that have lost somebody come into memory when the server says so. */
export function createSweep({ service, drained, done }: SweepOptions): Sweep {
  let current = 0
  let looked = 0
  const step = async (after: SessionInRoom): Promise<SessionInRoom | undefined> => {
    const lookup = { occupantsAfter: { ...after, most: STEP } }
    const found = await service.run({ lookup }, probeOccupants)
    looked += found.length
    await drained(PATIENCE)
    return found.at(-1)
  }
  /**
   * Some of those who are gone, from the rooms before this one or from all, leave: each by work of its own, for it tells
   * all who remain. True while there may be more.
   */
  const takeOut = async (before: string | undefined): Promise<boolean> => {
    const gone = await service.run({}, ({ unreachable }) => unreachable.nextToRemove({ before, most: STEP }))
    await Promise.all(gone.map(one => service.run({ room: one.room }, turn => removeUnreachable(turn, one))))
    return gone.length > 0
  }
  const run = async (started: number): Promise<void> => {
    let next: SessionInRoom | undefined = FIRST
    looked = 0
    while (next && started === current) {
      const after: SessionInRoom = next
      next = await step(after).catch(() => later(after))
      while (started === current && (await takeOut(next?.room).catch(() => later(true))));
    }
    if (started === current) done?.(looked)
  }
  return {
    start: () => void run(++current),
    stop: () => {
      current++
    },
  }
}

/** The service has logged the fault; the same is tried again. */
function later<T>(again: T): Promise<T> {
  return new Promise(resolve => setTimeout(() => resolve(again), PATIENCE).unref())
}
