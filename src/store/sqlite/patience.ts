import { setTimeout } from 'node:timers/promises'
import { isBusy } from './faults.js'

/** In milliseconds: how long another process may write, such as `latchstring token`, until that is a failure. */
const PATIENCE = 5000
const PAUSE = 20

/** Tries again, for `patience` ms, while another process keeps the database locked; the event loop goes on meanwhile. */
export async function patiently<T>(work: () => T, patience = PATIENCE): Promise<T> {
  const startedAt = performance.now()
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() - startedAt > patience) {
        throw new Error(`Another process has kept the database locked for ${patience} ms.`, { cause: error })
      }
    }
    await setTimeout(PAUSE)
  }
}
