import type { Capability } from '../muc/capability.js'
import { expiry } from '../muc/operations/expiry.js'

/** In milliseconds. */
const EVERY = 60 * 60 * 1000

/** Deletes the entries of the link history that are older than `openInvites.storyDays` (our own decision). */
export function historyExpiry(): Capability {
  return expiry(EVERY, ({ batch, settings }) => {
    const { historyKept } = settings.invites
    return historyKept === 0 ? undefined : { kind: 'invite-expiry', was: undefined, now: batch.at - historyKept }
  })
}
