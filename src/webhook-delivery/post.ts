import { type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { Webhook as Signer } from 'standardwebhooks'
import type { StoredEvent } from '../events/event.js'
import { isoTime } from '../stanza/time.js'
import type { Webhook } from '../webhooks/webhook.js'
import { publicAddress } from './public-address.js'

/** In milliseconds: the longest time in which a receiver has to answer. */
const TIMEOUT = 15_000

/** Why an event was not taken; undefined: it was. `isGone`: the receiver wants no more (410 Gone, Standard Webhooks). */
export type Outcome = { readonly reason: string; readonly isGone?: boolean } | undefined

export type Posting = {
  /** Whether this IP address, which is not public, may be connected to. */
  readonly isAllowed: (address: string) => boolean
  readonly signal: AbortSignal
  /** The time of the signature, in milliseconds since 1970. */
  readonly now: number
}

/** Posts an event, signed by Standard Webhooks. Never rejects. Follows no redirection, which might lead inside. */
export async function post(
  { url, secret }: Pick<Webhook, 'url' | 'secret'>,
  event: StoredEvent,
  { isAllowed, signal, now }: Posting,
): Promise<Outcome> {
  try {
    const target = new URL(url)
    const { address, family } = await publicAddress(target.hostname, isAllowed)
    const body = bodyOf(event)
    const at = new Date(now)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Latchstring',
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': new Signer(secret).sign(event.id, at, body),
    }
    // The address that was checked: the name might have another one a moment later.
    const pinned: RequestOptions = {
      lookup: (_name, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family)),
    }
    const status = await statusOf(target, { method: 'POST', headers, agent: false, ...pinned }, { body, signal })
    if (status >= 200 && status < 300) return undefined
    return { reason: `the receiver answers ${status}`, isGone: status === 410 }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

/** The body of a posted event: its type, its time, and the rest as `data`. */
function bodyOf({ id, position, kind, at, room, by, details }: StoredEvent): string {
  const data = { id, cursor: String(position), room, by: by || null, details }
  return JSON.stringify({ type: kind, timestamp: isoTime(at), data })
}

function statusOf(
  target: URL,
  options: RequestOptions,
  { body, signal }: { body: string; signal: AbortSignal },
): Promise<number> {
  const request = target.protocol === 'https:' ? requestSecure : requestPlain
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)])
  return new Promise((resolve, reject) => {
    const asked = request(target, { ...options, signal: bounded }, answer => {
      // The status says all: the rest of the answer is not read.
      resolve(answer.statusCode ?? 0)
      answer.destroy()
    })
    asked.once('error', error =>
      reject(bounded.aborted && !signal.aborted ? new Error('the receiver does not answer') : error),
    )
    asked.end(body)
  })
}
