import { StanzaError } from '../../../stanza/error.js'
import type { Jid } from '../../../stanza/jid.js'
import type { Context, Outcome } from '../../context.js'

/** A person has no more clients than this at one time; the oldest subscription is one that its client has forgotten. */
const MOST_OF_A_PERSON = 20
/** All are in memory, some hundred bytes each. */
const MOST = 100_000

/** Until the client says that it goes (XEP-0437 §4.2); our own restart does not end it. */
export function subscribe({ batch, activitySubscriptions }: Context, { full: session, bare: user }: Jid): void {
  const own = activitySubscriptions.of(user)
  if (own.has(session)) return
  if (activitySubscriptions.size >= MOST) {
    throw new StanzaError('resource-constraint', 'Too many clients follow the activity of rooms; try again later.')
  }
  const [oldest] = own
  if (oldest !== undefined && own.size >= MOST_OF_A_PERSON) {
    batch.change({ kind: 'activity-subscription', was: { session: oldest, user }, now: undefined })
  }
  batch.change({ kind: 'activity-subscription', was: undefined, now: { session, user } })
}

/** By a presence or a message of the type unavailable or error; others say nothing of it. */
export function unsubscribe(
  { batch, activitySubscriptions }: Context,
  { full, bare }: Jid,
  type: string | undefined,
): Outcome {
  if ((type !== 'unavailable' && type !== 'error') || !activitySubscriptions.of(bare).has(full)) return 'pass'
  batch.change({ kind: 'activity-subscription', was: { session: full, user: bare }, now: undefined })
  return 'handled'
}
