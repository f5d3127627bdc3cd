import type { Question } from '../muc/model/lookup.js'
import type { Webhook, WebhookChange } from './webhook.js'

/** The facts of webhooks, by kind. */
export type WebhookChanges = { readonly webhook: WebhookChange }

/** The look-ups of webhooks in the store. */
export type WebhookQuestions = {
  /** The webhook with this id; undefined if there is none. */
  readonly webhook: Question<string, Webhook | undefined>
  /** Those of the owner with this bare JID, oldest first. */
  readonly webhooksOf: Question<string, readonly Webhook[]>
  /** All, by id: at most `most` after the id `after`, which is empty at first. */
  readonly webhooksAfter: Question<{ readonly after: string; readonly most: number }, readonly Webhook[]>
}
