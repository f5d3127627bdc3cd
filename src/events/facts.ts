import type { Question } from '../muc/model/lookup.js'
import type { RoomEvent, StoredEvent } from './event.js'

/** An event has happened. Memory holds none. */
export type EventChange = { readonly kind: 'event'; readonly was: undefined; readonly now: RoomEvent }
/** Deletes the events from before `now`, in milliseconds since 1970. */
export type EventExpiryChange = { readonly kind: 'event-expiry'; readonly was: undefined; readonly now: number }

/** The facts of events, by kind. */
export type EventChanges = { readonly event: EventChange; readonly 'event-expiry': EventExpiryChange }

/**
 * The first `most` events after a position, or fewer: of these rooms (bare JIDs), or of all. `ofFormer`: also those of
 * destroyed rooms that had the same addresses.
 */
export type EventsLookup = {
  readonly after: number
  readonly rooms?: readonly string[] | undefined
  readonly most: number
  readonly ofFormer: boolean
}

/** Events, oldest first. `isLast`: there are no later ones. */
export type FoundEvents = { readonly events: readonly StoredEvent[]; readonly isLast: boolean }

/** The look-ups of events in the store. */
export type EventQuestions = {
  readonly eventsAfter: Question<EventsLookup, FoundEvents>
  /** The position of the latest event; 0 if there was none. */
  readonly latestEvent: Question<true, number>
}

/** How long events are kept, in milliseconds; 0: none are stored. */
export type EventSettings = { readonly events: { readonly kept: number } }
