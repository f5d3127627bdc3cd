import { codeOf, retryAfterOf } from './api-error.js'
import { pauseAbout, pauseFor } from './pause.js'

/** Sends a request. */
export type Send = (request: Request) => Promise<Response>

/** How often a request is sent at most. */
const ATTEMPTS = 5
/** In milliseconds: the pause after the first attempt; each further one is twice as long. */
const FIRST_PAUSE = 500
/** In milliseconds: the longest time for an answer, longer than a request that waits for events takes. */
const TIMEOUT = 90_000
/** In seconds: a request that may be repeated later than this is not repeated. */
const LONGEST_WAIT = 60
/** The first request with the same Idempotency-Key is still being handled. */
const KEY_UNDER_WAY = 409_001
/** RFC 9110 §9.2.2. */
const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE']

/**
 * Repeats requests that have had no effect, and those that have none when they are repeated: with a method that is
 * idempotent, or with an Idempotency-Key. Five attempts; then the last answer, or what the last attempt has thrown.
 */
export function repeating(send: Send): Send {
  return async request => {
    const isRepeatable = IDEMPOTENT.includes(request.method) || request.headers.has('idempotency-key')
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === ATTEMPTS
      const pause = FIRST_PAUSE * 2 ** (attempt - 1)
      const { signal } = request
      try {
        const response = await wholeAnswer(send, request.clone())
        if (isLast) return response
        const wait = await waitBefore(response, isRepeatable)
        if (wait === undefined) return response
        if (wait > 0) await pauseFor(wait * 1000, signal)
        else await pauseAbout(pause, signal)
      } catch (thrown) {
        if (isLast || !isRepeatable || signal.aborted) throw thrown
        await pauseAbout(pause, signal)
      }
    }
  }
}

/** Also reads the body: a connection can be lost in the middle of it. */
async function wholeAnswer(send: Send, request: Request): Promise<Response> {
  const attempt = new AbortController()
  const stop = () => attempt.abort(request.signal.reason)
  const timer = setTimeout(() => attempt.abort(new Error(`no answer within ${TIMEOUT / 1000} seconds`)), TIMEOUT)
  request.signal.addEventListener('abort', stop)
  try {
    request.signal.throwIfAborted()
    const response = await send(new Request(request, { signal: attempt.signal }))
    // A redirection that a browser does not show.
    if (response.status === 0) return response
    const body = await response.arrayBuffer()
    const { status, statusText, headers } = response
    return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers })
  } finally {
    clearTimeout(timer)
    request.signal.removeEventListener('abort', stop)
  }
}

/** In how many seconds the request is to be repeated; 0: after a usual pause. Undefined: this is the answer. */
async function waitBefore(response: Response, isRepeatable: boolean): Promise<number | undefined> {
  const { status, headers } = response
  const wait = retryAfterOf(headers)
  // The service has refused it before it did anything.
  if ((status === 429 || status === 503) && wait !== undefined) return wait <= LONGEST_WAIT ? wait : undefined
  if (!isRepeatable) return undefined
  if (status === 409) return (await codeIn(response)) === KEY_UNDER_WAY ? 0 : undefined
  // A proxy has no answer of the service.
  return status === 502 || status === 503 || status === 504 ? 0 : undefined
}

async function codeIn(response: Response): Promise<number | undefined> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  return codeOf(body)
}
