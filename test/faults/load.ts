import type { Chance } from '../random/chance.js'
import type { House } from './house.js'
import type { Ledger } from './ledger.js'

/** What the loads work with. */
export type Playing = { readonly house: House; readonly ledger: Ledger; readonly chance: Chance }

/** Something that is done again and again, at a bounded rate, until it is stopped. */
export interface Load {
  start(): void
  /** Resolves when nothing of it is under way, but what may never be answered. */
  stop(): Promise<void>
}

/** A load that takes one step each `every` milliseconds, whatever became of those before. */
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
