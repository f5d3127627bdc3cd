import { StanzaError } from '../../../stanza/error.js'
import type { Jid } from '../../../stanza/jid.js'
import type { Context, Outcome } from '../../context.js'

/** Per person. Beyond this, the oldest subscription ends: its client has probably gone without unsubscribing. */
const MOST_OF_A_PERSON = 20
/** In the whole service: each takes some hundred bytes of memory. */
const MOST = 100_000

/** Subscribes a session until its unavailable presence (XEP-0437 §4.2). The subscription survives a restart. */
export function subscribe({ batch, activitySubscriptions }: Context, { full: session, bare: user }: Jid): void {
  const own = activitySubscriptions.of(user)
  if (own.has(session)) return
  if (activitySubscriptions.size >= MOST) {
    throw new StanzaError('resource-constraint', 'Too many clients subscribe to room activity; try again later.')
  }
  const [oldest] = own
  if (oldest !== undefined && own.size >= MOST_OF_A_PERSON) {
    batch.change({ kind: 'activity-subscription', was: { session: oldest, user }, now: undefined })
  }
  batch.change({ kind: 'activity-subscription', was: undefined, now: { session, user } })
}

/** Ends the subscription at a stanza of the type unavailable or error; passes other types. */
export function unsubscribe(
  { batch, activitySubscriptions }: Context,
  { full, bare }: Jid,
  type: string | undefined,
): Outcome {
  if ((type !== 'unavailable' && type !== 'error') || !activitySubscriptions.of(bare).has(full)) return 'pass'
  batch.change({ kind: 'activity-subscription', was: { session: full, user: bare }, now: undefined })
  return 'handled'
}
