import type { Capability } from '../muc/capability.js'
import { KEPT_FOR } from './facts.js'

/** In milliseconds. Each run costs a commit. */
const EVERY = 10 * 60 * 1000

/** Deletes the answers that are older than a day. */
export function keptAnswerExpiry(): Capability {
  let last = Number.NEGATIVE_INFINITY
  return {
    onTick({ batch, clock }) {
      const isEarly = Math.abs(batch.at - last) < EVERY
      if (isEarly || !clock.isTrusted) return
      last = batch.at
      batch.change({ kind: 'kept-answer-expiry', was: undefined, now: batch.at - KEPT_FOR })
    },
  }
}
