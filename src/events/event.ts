import type { Affiliation } from '../muc/model/affiliation.js'

/**
 * What apps hear of. A member is a person with an affiliation: `member.left` by oneself, `member.removed` by another.
 * `request.*`: a person asks to be admitted by a link. `link.used-up`: the last use of a link; `link.ended`: its time is over. Only
 * of rooms that allow it: `message.*`, and `occupant.*`, of which a change of nick has both.
 */
export const EVENT_KINDS = [
  'room.made',
  'room.changed',
  'room.destroyed',
  'member.joined',
  'member.changed',
  'member.left',
  'member.removed',
  'member.banned',
  'guest.joined',
  'guest.left',
  'request.made',
  'request.approved',
  'request.declined',
  'link.made',
  'link.changed',
  'link.used-up',
  'link.ended',
  'link.revoked',
  'message.sent',
  'message.corrected',
  'message.retracted',
  'occupant.entered',
  'occupant.left',
] as const

export type EventKind = (typeof EVENT_KINDS)[number]

/** What an event says beyond its kind: each key only where it applies. */
export type EventDetails = {
  /** The bare JID of the person whom it concerns, or of the guest. */
  readonly user?: string
  /** The nick of a guest, of the author of a message, or of an occupant. */
  readonly name?: string
  /** The affiliations before and after. */
  readonly from?: Affiliation
  readonly to?: Affiliation
  /** The `linkId` of the link. */
  readonly link?: string
  /** The keys of the configuration that have changed; `archived` and `subject` too. */
  readonly keys?: readonly string[]
  /** The stanza id that the room gave to a message (XEP-0359), and the id that its client gave to it. */
  readonly message?: string
  readonly clientId?: string
  /** The text of a message, at most `LONGEST_BODY` characters of it. */
  readonly body?: string
  /** The client's id of the message that a correction replaces (XEP-0308). */
  readonly replaces?: string
  /** The id of the message that is retracted (XEP-0424, XEP-0425): the stanza id, or the client's id. */
  readonly retracts?: string
}

/** In characters (UTF-16 code units): what an event has of the text of a message. Our own decision. */
export const LONGEST_BODY = 1000

/** Something that has happened in a room. */
export type RoomEvent = {
  /** 32 hexadecimal digits. */
  readonly id: string
  readonly kind: EventKind
  /** In milliseconds since 1970. */
  readonly at: number
  /** The bare JID of the room, which may be destroyed. */
  readonly room: string
  /** The bare JID of the person who caused it; empty if the service did. */
  readonly by: string
  /** The bare JID of the service account that acted in the name of the person. */
  readonly through?: string
  readonly details: EventDetails
}

/** An event with its place in the order of all events. Places grow with each commit and are never reused. */
export type StoredEvent = RoomEvent & { readonly position: number }
