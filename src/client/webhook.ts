import { Webhook } from 'standardwebhooks'
import type { RoomEvent } from './room-events.js'

/** A request that a webhook has got. */
export type WebhookRequest = {
  /** Of the webhook: `whsec_` and base64. */
  readonly secret: string
  /** Those of `fetch` or of Node.js. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body as it came: the signature is that of its bytes, not of its meaning. */
  readonly body: string
}

/** The body that `src/webhook-delivery/post.ts` writes. */
type Posted = {
  readonly type: RoomEvent['kind']
  readonly timestamp: string
  readonly data: Omit<RoomEvent, 'kind' | 'at'>
}

/**
 * Verifies what was posted to a webhook (Standard Webhooks), and gives its event in the form that `events` has. Throws an
 * Error if the signature is not that of the secret, or is older than five minutes.
 */
export function readWebhook({ secret, headers, body }: WebhookRequest): RoomEvent {
  const given = headers instanceof Headers ? headers.entries() : Object.entries(headers)
  const texts = Object.fromEntries([...given].map(([name, value]) => [name, String(value)]))
  const { type, timestamp, data } = new Webhook(secret).verify(body, texts) as Posted
  return { ...data, kind: type, at: timestamp }
}
