import type { EventPage } from '../events/read-events.js'
import type { Ear, NewEvents } from './new-events.js'

/** How events are followed. */
type Source = {
  /** Reads the page after a position; undefined: only what happens from now on. */
  read(after: number | undefined): Promise<EventPage>
  readonly newEvents: NewEvents
  /** Ends the following. */
  readonly signal: AbortSignal
  /**
   * In milliseconds: without news for so long, an empty page comes. The rooms are read again then, which the reader may
   * moderate newly.
   */
  readonly beat: number
}

/** Gives pages of events from this position on, each as soon as it is asked for and something has happened. */
export async function* followEvents(from: number | undefined, source: Source): AsyncGenerator<EventPage> {
  const { read, newEvents, signal, beat } = source
  let [ear, after]: [Ear | undefined, number | undefined] = [undefined, from]
  try {
    while (!signal.aborted) {
      ear?.reads()
      const page = await read(after)
      after = page.cursor
      const listens = ear !== undefined && isSame(ear.rooms, page.rooms)
      if (!listens) {
        ear?.close()
        ear = newEvents.listen(page.rooms)
      }
      if (page.events.length > 0) yield page
      // What has happened before the ear listened is read first.
      if (!listens || !page.isLast) continue
      const hasNews = await ear?.news(signal, beat)
      if (!hasNews && !signal.aborted) yield { ...page, events: [] }
    }
  } finally {
    ear?.close()
  }
}

function isSame(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one?.length === other?.length && (one ?? []).every((room, n) => room === other?.[n])
}
