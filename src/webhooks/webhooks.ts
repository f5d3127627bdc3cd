import type { Context } from '../muc/context.js'
import { WebhookRefusal } from './refusal.js'
import type { Webhook } from './webhook.js'

/** The most webhooks of one person. Our own decision. */
const MOST = 10

/** What an owner decides about a webhook. */
export type WebhookTerms = Pick<Webhook, 'url' | 'rooms' | 'kinds'>

type NewWebhook = WebhookTerms & Pick<Webhook, 'owner' | 'asAdmin' | 'secret'>

/**
 * Makes a webhook, which gets what happens from now on. Needs the look-ups `webhooksOf` of the owner and `latestEvent`.
 * Throws `too-many-webhooks`.
 */
export function makeWebhook({ batch, found }: Pick<Context, 'batch' | 'found'>, made: NewWebhook): Webhook {
  if ((found.webhooksOf ?? []).length >= MOST) {
    throw new WebhookRefusal('too-many-webhooks', `You have ${MOST} webhooks; remove one first.`)
  }
  const now: Webhook = {
    ...made,
    id: batch.newId().slice(0, 24),
    madeAt: batch.at,
    position: found.latestEvent ?? 0,
    failing: undefined,
    isPaused: false,
  }
  batch.change({ kind: 'webhook', was: undefined, now })
  return now
}

/** The webhook of the look-up `webhook`. Throws `unknown-webhook` if it is of another owner, or does not exist. */
export function ownWebhook({ found }: Pick<Context, 'found'>, owner: string): Webhook {
  const { webhook } = found
  if (webhook?.owner === owner) return webhook
  throw new WebhookRefusal('unknown-webhook', 'You have no webhook with this id.')
}

/**
 * Changes a webhook; to pause it or to resume it, too. It goes on behind the last event that its receiver has, and what was
 * tried in vain is tried at once.
 */
export function changeWebhook(
  { batch }: Pick<Context, 'batch'>,
  was: Webhook,
  terms: Partial<WebhookTerms> & { readonly isPaused?: boolean },
): Webhook {
  const now = { ...was, ...terms, failing: undefined }
  batch.change({ kind: 'webhook', was, now })
  return now
}

export function removeWebhook({ batch }: Pick<Context, 'batch'>, was: Webhook): void {
  batch.change({ kind: 'webhook', was, now: undefined })
}
