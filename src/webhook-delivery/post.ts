import { type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { Webhook as Signer } from 'standardwebhooks'
import type { StoredEvent } from '../events/event.js'
import { isoTime } from '../stanza/time.js'
import type { Webhook } from '../webhooks/webhook.js'
import { publicAddress } from './public-address.js'

/** In milliseconds: the longest time in which a receiver has to answer. */
const TIMEOUT = 15_000
/** In characters: a receiver has a say in the texts of some errors, such as the names of its certificate. */
const LONGEST_REASON = 200

/** Why an event was not taken; undefined: it was. `isGone`: the receiver wants no more (410 Gone, Standard Webhooks). */
export type Outcome = { readonly reason: string; readonly isGone?: boolean } | undefined

type Receiver = Pick<Webhook, 'url' | 'secret'>

export type Posting = {
  /** Whether this IP address, which is not public, may be connected to. */
  readonly isAllowed: (address: string) => boolean
  readonly signal: AbortSignal
  /** The time of the signature, in milliseconds since 1970. */
  readonly now: number
}

/** Posts an event, signed by Standard Webhooks. Never rejects. Follows no redirection, which might lead inside. */
export async function post(webhook: Receiver, event: StoredEvent, { signal, ...how }: Posting): Promise<Outcome> {
  const attempt = new AbortController()
  const stop = () => attempt.abort()
  const timer = setTimeout(() => attempt.abort(new Error('the receiver does not answer')), TIMEOUT)
  // `AbortSignal.any` would leave something at the signal, which lasts, with each post.
  signal.addEventListener('abort', stop)
  try {
    // Neither a name that takes long to be resolved nor an answer that Node.js drops may hold up the stop.
    const status = await Promise.race([
      aborted(attempt.signal),
      ask(webhook, event, { ...how, signal: attempt.signal }),
    ])
    if (status >= 200 && status < 300) return undefined
    return { reason: `the receiver answers ${status}`, isGone: status === 410 }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { reason: reason.slice(0, LONGEST_REASON) }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    attempt.abort()
  }
}

/** The body of a posted event: its type, its time, and the rest as `data`. */
function bodyOf({ id, position, kind, at, room, by, through, details }: StoredEvent): string {
  const data = { id, cursor: String(position), room, by: by || null, through, details }
  return JSON.stringify({ type: kind, timestamp: isoTime(at), data })
}

/** Posts an event, and gives the status of the answer. */
async function ask(
  { url, secret }: Receiver,
  event: StoredEvent,
  { isAllowed, signal, now }: Posting,
): Promise<number> {
  const target = new URL(url)
  const { address, family } = await publicAddress(target, isAllowed)
  const body = bodyOf(event)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Latchstring',
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': new Signer(secret).sign(event.id, new Date(now), body),
  }
  // The address that was checked: the name might have another one a moment later.
  const pinned: RequestOptions = {
    lookup: (_name, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family)),
  }
  signal.throwIfAborted()
  const request = target.protocol === 'https:' ? requestSecure : requestPlain
  return new Promise((resolve, reject) => {
    // The status says all: the rest of the answer is not read, as `post` aborts the request.
    const asked = request(target, { method: 'POST', headers, agent: false, signal, ...pinned }, answer =>
      resolve(answer.statusCode ?? 0),
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
