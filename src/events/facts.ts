import type { Question } from '../muc/model/lookup.js'
import type { EventDetails, EventKind, RoomEvent, StoredEvent } from './event.js'

/** An event has happened. Memory holds none. */
export type EventChange = { readonly kind: 'event'; readonly was: undefined; readonly now: RoomEvent }
/** Deletes the events from before `now`, in milliseconds since 1970. */
export type EventExpiryChange = { readonly kind: 'event-expiry'; readonly was: undefined; readonly now: number }

/** A message of which the room tells apps. It is stored as an event alone. */
export type ToldMessageChange = {
  readonly kind: 'told-message'
  readonly room: string
  readonly was: undefined
  readonly now: { readonly kind: EventKind } & EventDetails
}
/** The time of a link is over: the latest one of which apps hear. Memory has none. */
export type LinkEndChange = { readonly kind: 'link-end'; readonly was: undefined; readonly now: EndedLink }

/** A link whose time is over: since `endedAt`, in milliseconds since 1970. `roomId` is empty if it was unbound. */
export type EndedLink = { readonly linkId: string; readonly roomId: string; readonly endedAt: number }

/** The facts of events, by kind. */
export type EventChanges = {
  readonly event: EventChange
  readonly 'event-expiry': EventExpiryChange
  readonly 'told-message': ToldMessageChange
  readonly 'link-end': LinkEndChange
}

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
  /** The first `most` links, by the end of their time, that ended between two times and of which no app has heard. */
  readonly endedLinks: Question<
    { readonly after: number; readonly until: number; readonly most: number },
    readonly EndedLink[]
  >
}

/** Of what else a room tells the apps of its moderators. Absent: not. */
export type EventConfig = { readonly messageEvents?: boolean; readonly occupantEvents?: boolean }

/** How long events are kept, in milliseconds; 0: none are stored. */
export type EventSettings = { readonly events: { readonly kept: number } }
