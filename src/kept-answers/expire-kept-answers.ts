import type { Capability } from '../muc/capability.js'
import { expiry } from '../muc/operations/expiry.js'
import { KEPT_FOR } from './facts.js'

/** In milliseconds. */
const EVERY = 10 * 60 * 1000

/** Deletes the answers that are older than a day. */
export function keptAnswerExpiry(): Capability {
  return expiry(EVERY, ({ batch }) => ({ kind: 'kept-answer-expiry', was: undefined, now: batch.at - KEPT_FOR }))
}
