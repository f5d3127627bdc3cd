import type { Capability } from '../capability.js'
import type { Context } from '../context.js'
import type { Change } from '../model/change.js'

/**
 * Makes a capability that has the store delete what is old, at most once in `every` milliseconds, since each run costs a
 * commit, and not while the clock is not trusted. `expires` gives the change that deletes; undefined: nothing is too old.
 */
export function expiry(every: number, expires: (context: Context) => Change | undefined): Capability {
  let last = Number.NEGATIVE_INFINITY
  return {
    onTick(context) {
      const { batch, clock } = context
      const isEarly = Math.abs(batch.at - last) < every
      const change = isEarly || !clock.isTrusted ? undefined : expires(context)
      if (!change) return
      const before = last
      last = batch.at
      batch.onRevert(() => {
        last = before
      })
      batch.change(change)
    },
  }
}
