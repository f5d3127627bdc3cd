import type { EventLoopLag } from './event-loop-lag.js'
import type { StorageHealth } from './storage-health.js'

/** The event loop's delay, in milliseconds, at which users notice it; and at which the service is useless. */
const LATE = 2000
const STALLED = 5000
/** How long an answer is cached, in milliseconds. */
const CACHE_TIME = 1000

export type LinkState = 'up' | 'down' | 'elsewhere'

/** Whether the service can work, and the state of each part. */
type Readiness = {
  readonly status: 'ready' | 'unready'
  /** `elsewhere`: another instance has it. */
  readonly link: LinkState
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
  readonly link: () => LinkState
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
}): Health {
  const { loop, storage, link: linkState, now } = parts
  let known: { readonly at: number; readonly readiness: Promise<Readiness> } | undefined
  const check = async (): Promise<Readiness> => {
    const storageWorks = await storage.isWorking()
    const [link, isLate] = [linkState(), loop.worst > LATE]
    return {
      status: link !== 'down' && storageWorks && !isLate ? 'ready' : 'unready',
      link,
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
