/**
 * How an open invite lets people in: at once (`unlock`), not at all (`lock`), or when a moderator approves
 * (`unlock_ack`). In the words of the REST API.
 */
export type Admission = 'unlock' | 'lock' | 'unlock_ack'

/** What an open invite gives: `visitor` is a member who enters without voice, `moderator` an admin of the room. */
export type Grant = 'visitor' | 'member' | 'moderator'

/** What a link says of itself. */
export type InviteTerms = {
  /** For those who moderate the room; empty where it has none. */
  readonly label: string
  /** Milliseconds since 1970; 0 is never. */
  readonly expiresAt: number
  /** How many people it lets in; 0 is no limit. */
  readonly maxUses: number
  readonly grants: Grant
  readonly admission: Admission
  /** Lets nobody in until it is resumed. */
  readonly paused: boolean
  /** The domains whose users it is for; with none, for everybody. */
  readonly domains: readonly string[]
}

/** How far the terms of any open invite of the service may go. */
export type InviteLimits = {
  /** Seconds; 0 is no limit. */
  readonly maxLifetime: number
  /** 0 is no limit. */
  readonly maxUses: number
  /** How many a room may have at once. */
  readonly perRoom: number
  /** How long the stories are kept, in milliseconds; 0 is for ever. */
  readonly historyKept: number
}

const STRICTNESS: readonly Admission[] = ['unlock', 'unlock_ack', 'lock']

/** The stricter of two ways to let people in. */
export function stricter(one: Admission, other: Admission): Admission {
  return STRICTNESS.indexOf(one) > STRICTNESS.indexOf(other) ? one : other
}
