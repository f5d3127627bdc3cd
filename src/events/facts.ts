import type { Question } from '../muc/model/lookup.js'
import type { RoomEvent, StoredEvent } from './event.js'

/** An event has happened. Memory holds none. */
export type EventChange = { readonly kind: 'event'; readonly was: undefined; readonly now: RoomEvent }
/** Deletes the events from before `now`, in milliseconds since 1970. */
export type EventExpiryChange = { readonly kind: 'event-expiry'; readonly was: undefined; readonly now: number }

/** The facts of events, by kind. */
export type EventChanges = { readonly event: EventChange; readonly 'event-expiry': EventExpiryChange }

/** The first `most` events after a position: of these rooms (bare JIDs), or of all. */
export type EventsLookup = {
  readonly after: number
  readonly rooms?: readonly string[] | undefined
  readonly most: number
}

/** The look-ups of events in the store. */
export type EventQuestions = {
  /** Oldest first. */
  readonly eventsAfter: Question<EventsLookup, readonly StoredEvent[]>
  /** The position of the latest event; 0 if there was none. */
  readonly latestEvent: Question<true, number>
}

/** How long events are kept, in milliseconds; 0: none are stored. */
export type EventSettings = { readonly events: { readonly kept: number } }
