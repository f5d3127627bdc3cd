/**
 * The events of an open invite. `asked`: a joiner's request waits for approval; `removed`: a joiner was removed when
 * the link was revoked; `bounced`: a joiner's invitation bounced; `sent`: an invitation was sent to an address that was
 * entered on the page of the link.
 */
export const INVITE_EVENTS = [
  'made',
  'changed',
  'reset',
  'bound',
  'unbound',
  'revoked',
  'asked',
  'used',
  'declined',
  'removed',
  'bounced',
  'sent',
] as const

export type InviteEventKind = (typeof INVITE_EVENTS)[number]

/** One entry of the link history. */
export type InviteEvent = {
  readonly linkId: string
  readonly roomId: string
  /** In milliseconds since 1970. */
  readonly at: number
  readonly event: InviteEventKind
  /** The bare JID of the joiner whom the event concerns; empty for events of the link itself. */
  readonly user: string
  /** The bare JID of the actor; the same as `user` if joiners act for themselves. */
  readonly by: string
  /** Why the invitation bounced: a condition of RFC 6120 §8.3.3. Empty for all other events. */
  readonly condition: string
  /** The bare JID of the service account that acted in the name of `by`. */
  readonly through?: string
  /** The name of the guest whom the event concerns; absent for all others. */
  readonly name?: string
}

/** A page of the history of a room's links, newest first. */
export type LinkHistoryLookup = {
  readonly roomId: string
  /** Only this link; without it all links of the room, also revoked ones. */
  readonly linkId?: string | undefined
  /** Only these events; without it all of them. */
  readonly events?: readonly InviteEventKind[] | undefined
  readonly offset: number
  readonly limit: number
  /** Only the entries before this position. */
  readonly before?: number | undefined
}

/** An entry with its position in the history, which grows with each entry. */
export type StoredEvent = InviteEvent & { readonly position: number }

/** `total` counts all entries that match, without `offset` and `limit`; 0 before a position, where nothing is counted. */
export type LinkHistoryPage = { readonly events: readonly StoredEvent[]; readonly total: number }
