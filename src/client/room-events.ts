import { ApiError } from './api-error.js'
import type { Answer, Item } from './operations.js'
import { pauseAbout, pauseFor } from './pause.js'
import type { operations } from './rest-api.js'

/** What has happened in a room. */
export type RoomEvent = Item<'/api/v1/events'>

export type EventQuery = NonNullable<operations['listEvents']['parameters']['query']>

/** Which events, and from where on. */
export type Following = Omit<EventQuery, 'wait' | 'limit'> & {
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal
}

export type ReadEvents = (query: EventQuery) => Promise<Answer<'/api/v1/events', 'get'>>

/** In seconds: how long the service waits for an event before it answers that there is none. */
const WAIT = 30
/** In milliseconds. */
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000

/**
 * Gives events, oldest first, as they happen: those after the cursor `after`, or from now on. When the connection or the
 * service is lost, it goes on behind the last event as soon as it can; it throws an `ApiError` that no time mends, such
 * as that of a token that has expired.
 */
export async function* followEvents(
  read: ReadEvents,
  { signal, ...query }: Following,
): AsyncGenerator<RoomEvent, void> {
  let { after } = query
  let failures = 0
  while (!signal?.aborted) {
    try {
      // The first answer comes at once if it is to say where now is.
      const page = await read({ ...query, ...(after !== undefined && { after, wait: WAIT }) })
      failures = 0
      after = page.cursor
      for (const event of page.data) {
        if (signal?.aborted) return
        yield event
      }
    } catch (thrown) {
      if (signal?.aborted) return
      if (isFinal(thrown)) throw thrown
      await pauseAfter(thrown, failures++, signal).catch(() => undefined)
    }
  }
}

/** As long as the service says, or ever longer. */
function pauseAfter(thrown: unknown, failures: number, signal: AbortSignal | undefined): Promise<void> {
  const seconds = thrown instanceof ApiError ? thrown.retryAfter : undefined
  if (seconds !== undefined) return pauseFor(seconds * 1000, signal)
  return pauseAbout(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), signal)
}

function isFinal(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.status < 500 && thrown.status !== 408 && thrown.status !== 429
}
