import type { KeyInRoom, OverLookup, Question } from '../muc/model/lookup.js'
import type { Guest, GuestBan, GuestOfRoom } from './guest.js'

declare module '../muc/model/room.js' {
  interface RoomMaps {
    /** The guests of the room, inside or not, by bare JID. */
    readonly guest: Guest
    /** By the bare JID of the banned guest. */
    readonly 'guest-ban': GuestBan
  }
}

/**
 * A step through all guests in the order of their JIDs: the `most` after the JID `after`, which is empty at first. The
 * others are times in milliseconds since 1970: now, and since when guests are due who never entered, who wait, who have
 * been away, and who are inside.
 */
export type DueLookup = {
  readonly after: string
  readonly most: number
  readonly now: number
  readonly unused: number
  readonly waiting: number
  readonly away: number
  readonly inside: number
}

/** The guests of the step to end or to note as seen, and its last guest; empty if no more follow. */
export type DueGuests = { readonly due: readonly Omit<GuestOfRoom, 'guest'>[]; readonly last: string }

/** The look-ups of guests in the store. */
export type GuestQuestions = {
  /** The guest with this bare JID; undefined if there is none, or no longer. */
  readonly guestBy: Question<string, GuestOfRoom | undefined>
  /** The number of guests in all rooms who came from the IP address with this keyed hash. */
  readonly guestsFrom: Question<string, number>
  readonly guestsDue: Question<DueLookup, DueGuests>
  readonly guestBansOver: Question<OverLookup, readonly KeyInRoom[]>
}

/** The part of a room's configuration that is about guests. */
export type GuestConfig = {
  /** Whether links let guests in, where their terms do. */
  readonly linkGuests: boolean
}

type GuestLimits = {
  /** Whether the service has guests at all. */
  readonly enabled: boolean
  /** How many guests may exist per room, per link, and per IP address in all rooms. */
  readonly perRoom: number
  readonly perLink: number
  readonly perAddress: number
}

export type GuestSettings = { readonly guests: GuestLimits }
