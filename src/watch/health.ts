import type { LoopWatch } from './loop.js'
import type { StorageWatch } from './storage.js'

/** By how many milliseconds the event loop may be late: those who wait notice; or nothing useful is done any more. */
const LATE = 2000
const STALLED = 5000
/** How long an answer is given again, in milliseconds. */
const FRESH = 1000

/** Whether the service can do its work, and which part of it cannot. */
type Readiness = {
  readonly status: 'ready' | 'unready'
  readonly link: 'up' | 'down'
  readonly store: 'ok' | 'failing'
  readonly loop: 'ok' | 'late'
}

type Liveness = { readonly status: 'alive' | 'stalled' }

/** Answers those who ask whether all is well; they may ask as often as they like. */
export interface Health {
  live(): Liveness
  ready(): Promise<Readiness>
}

export function healthOf(parts: {
  readonly loop: Pick<LoopWatch, 'worst'>
  readonly storage: Pick<StorageWatch, 'isWell'>
  readonly isLinked: () => boolean
  /** A clock that nobody sets, in milliseconds. */
  readonly now: () => number
}): Health {
  const { loop, storage, isLinked, now } = parts
  let known: { readonly at: number; readonly readiness: Promise<Readiness> } | undefined
  const look = async (): Promise<Readiness> => {
    const isWell = await storage.isWell()
    const [link, isLate] = [isLinked(), loop.worst > LATE]
    return {
      status: link && isWell && !isLate ? 'ready' : 'unready',
      link: link ? 'up' : 'down',
      store: isWell ? 'ok' : 'failing',
      loop: isLate ? 'late' : 'ok',
    }
  }
  return {
    live: () => ({ status: loop.worst > STALLED ? 'stalled' : 'alive' }),
    ready() {
      if (!known || now() - known.at >= FRESH) known = { at: now(), readiness: look() }
      return known.readiness
    },
  }
}
