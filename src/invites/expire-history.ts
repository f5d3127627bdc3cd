import type { Capability } from '../muc/capability.js'

/** In milliseconds. Each run costs a commit. */
const EVERY = 60 * 60 * 1000

/** Deletes the entries of the link history that are older than `openInvites.storyDays` (our own decision). */
export function historyExpiry(): Capability {
  let last = Number.NEGATIVE_INFINITY
  return {
    onTick({ batch, clock, settings }) {
      const { historyKept } = settings.invites
      const isEarly = Math.abs(batch.at - last) < EVERY
      if (historyKept === 0 || isEarly || !clock.isTrusted) return
      last = batch.at
      batch.change({ kind: 'invite-expiry', was: undefined, now: batch.at - historyKept })
    },
  }
}
