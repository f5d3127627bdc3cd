import type { EventLoopLag } from './event-loop-lag.js'
import type { StorageHealth } from './storage-health.js'

/** The event loop's delay, in milliseconds, at which users notice it; and at which the service is useless. */
const LATE = 2000
const STALLED = 5000
/** How long an answer is cached, in milliseconds. */
const CACHE_TIME = 1000

/** Whether the service can work, and the state of each part. */
type Readiness = {
  readonly status: 'ready' | 'unready'
  readonly link: 'up' | 'down'
  readonly store: 'ok' | 'failing'
  readonly loop: 'ok' | 'late'
}

/** Whether the event loop runs. */
type Liveness = { readonly status: 'alive' | 'stalled' }

/** The health checks. Answers are cached, so that the number of requests does not matter. */
export interface Health {
  live(): Liveness
  ready(): Promise<Readiness>
}

/** Makes the health checks of a service from its parts. */
export function healthOf(parts: {
  readonly loop: Pick<EventLoopLag, 'worst'>
  readonly storage: Pick<StorageHealth, 'isWorking'>
  readonly isLinked: () => boolean
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
}): Health {
  const { loop, storage, isLinked, now } = parts
  let known: { readonly at: number; readonly readiness: Promise<Readiness> } | undefined
  const check = async (): Promise<Readiness> => {
    const storageWorks = await storage.isWorking()
    const [link, isLate] = [isLinked(), loop.worst > LATE]
    return {
      status: link && storageWorks && !isLate ? 'ready' : 'unready',
      link: link ? 'up' : 'down',
      store: storageWorks ? 'ok' : 'failing',
      loop: isLate ? 'late' : 'ok',
    }
  }
  return {
    live: () => ({ status: loop.worst > STALLED ? 'stalled' : 'alive' }),
    ready() {
      if (!known || now() - known.at >= CACHE_TIME) known = { at: now(), readiness: check() }
      return known.readiness
    },
  }
}
