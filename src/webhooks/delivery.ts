import type { Context } from '../muc/context.js'
import { xml } from '../stanza/element.js'
import type { Webhook } from './webhook.js'

const HOUR = 60 * 60 * 1000
/** A receiver that takes nothing for so long is given up, in milliseconds. */
const PATIENCE = 72 * HOUR

/** What has come of posting events, up to this position. `reason`: why the next event was not taken. */
export type Posted = { readonly position: number; readonly reason?: string; readonly isGone?: boolean }

/**
 * Notes what the receiver has taken. After three days in vain, or if the receiver says that it is gone, the webhook is paused,
 * and its owner told by a message. Gives the webhook as it is now; undefined if it was removed. Needs the look-up `webhook`.
 */
export function notePosted(context: Context, { position, reason, isGone = false }: Posted): Webhook | undefined {
  const { batch, found } = context
  const was = found.webhook
  if (!was || was.isPaused) return was
  const failing = reason === undefined ? undefined : failingFor(was, { at: batch.at, reason, position })
  const isPaused = failing !== undefined && (isGone || batch.at - failing.since >= PATIENCE)
  const now = { ...was, position, failing, isPaused }
  batch.change({ kind: 'webhook', was, now, isPosted: true })
  if (isPaused) tellOwner(context, now)
  return now
}

function failingFor(was: Webhook, { at, reason, position }: { at: number; reason: string; position: number }) {
  const { since, attempts } = (position === was.position && was.failing) || { since: at, attempts: 0 }
  return { since, attempts: attempts + 1, reason }
}

function tellOwner({ batch, settings }: Context, { owner, url, failing }: Webhook): void {
  const text =
    `The webhook to ${new URL(url).host} is paused: it takes no events (${failing?.reason ?? ''}). ` +
    'They are kept for some days; resume it over the REST API when it works again.'
  batch.deliver(xml('message', { from: settings.domain, to: owner, id: batch.newId() }, xml('body', {}, text)))
}
