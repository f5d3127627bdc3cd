/**
 * What can happen with an open invite. `removed`: who came through it was removed with it; `bounced`: who came through it
 * could not be reached.
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
] as const

export type InviteEventKind = (typeof INVITE_EVENTS)[number]

/** One entry in the story of an open invite. */
export type InviteEvent = {
  readonly linkId: string
  readonly roomId: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly event: InviteEventKind
  /** Whom it concerns: who asked, joined, was declined, removed or not reached; empty in the others. A bare JID. */
  readonly user: string
  /** Who did it: a bare JID, the same as `user` where people act for themselves. */
  readonly by: string
  /** Of what has bounced, why: a condition of RFC 6120 §8.3.3; empty in the others. */
  readonly condition: string
}

/** The story of a room's links or of one of them, newest first. */
export type LinkHistoryLookup = {
  readonly roomId: string
  /** Left out: of all the links of the room, those that are gone too. */
  readonly linkId?: string | undefined
  /** Left out: all that happened. */
  readonly events?: readonly InviteEventKind[] | undefined
  readonly offset: number
  readonly limit: number
}

/** `total` counts what there is without `offset` and `limit`. */
export type LinkHistoryPage = { readonly events: readonly InviteEvent[]; readonly total: number }
