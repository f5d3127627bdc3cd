import type { Chance } from '../random/chance.js'
import type { Fixture } from './fixture.js'
import type { Ledger } from './ledger.js'

/** What the loads work with. */
export type LoadContext = { readonly fixture: Fixture; readonly ledger: Ledger; readonly chance: Chance }

/** Work that is repeated at a bounded rate until it is stopped. */
export interface Load {
  start(): void
  /** Resolves when no work is in progress, except requests that may never be answered. */
  stop(): Promise<void>
}

/** A load that takes one step each `every` milliseconds, whether or not earlier steps have ended. */
export function steady(every: number, step: () => void): Load {
  let timer: NodeJS.Timeout | undefined
  return {
    start() {
      timer ??= setInterval(step, every)
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
