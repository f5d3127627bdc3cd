/** What can happen with an open invite. `removed`: who came through it was removed with it. */
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
] as const

export type InviteEventKind = (typeof INVITE_EVENTS)[number]

/** One entry in the story of an open invite. */
export type InviteEvent = {
  readonly linkId: string
  readonly roomId: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly event: InviteEventKind
  /** Whom it concerns: who asked, joined, was declined or removed; empty in the others. A bare JID. */
  readonly user: string
  /** Who did it: a bare JID, the same as `user` where people act for themselves. */
  readonly by: string
}

/** The story of a room's links or of one of them, newest first. */
export type InviteStoryLookup = {
  readonly roomId: string
  /** Left out: of all the links of the room, those that are gone too. */
  readonly linkId?: string | undefined
  /** Left out: all that happened. */
  readonly events?: readonly InviteEventKind[] | undefined
  readonly offset: number
  readonly limit: number
}

/** `total` counts what there is without `offset` and `limit`. */
export type InviteStoryPage = { readonly events: readonly InviteEvent[]; readonly total: number }
