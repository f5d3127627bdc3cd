/**
 * How an open invite admits people, in the terms of the REST API: at once (`unlock`), after the approval of a moderator
 * (`unlock_ack`), or not at all (`lock`).
 */
export type Admission = 'unlock' | 'lock' | 'unlock_ack'

/** What an open invite grants: `visitor` is a member who enters without voice, `moderator` an admin of the room. */
export type Grant = 'visitor' | 'member' | 'moderator'

/** Whether a link lets people without an account in, as guests; `auto`: if it is not for some domains only. */
export const GUEST_TERMS = ['auto', 'yes', 'no'] as const
export type GuestTerm = (typeof GUEST_TERMS)[number]

export type InviteTerms = {
  readonly label: string
  /** In milliseconds since 1970; 0 is no expiry. */
  readonly expiresAt: number
  /** How many people it admits; 0 is no limit. */
  readonly maxUses: number
  readonly grants: Grant
  readonly admission: Admission
  /** A paused link refuses joiners until it is resumed. */
  readonly paused: boolean
  /** Only users of these domains may join; an empty list allows all domains. */
  readonly domains: readonly string[]
  readonly guests: GuestTerm
}

export type InviteLimits = {
  /** In seconds; 0 is no limit. */
  readonly maxLifetime: number
  /** 0 is no limit. */
  readonly maxUses: number
  readonly perRoom: number
  /** How long the link history is kept, in milliseconds; 0 is no limit. */
  readonly historyKept: number
}

const STRICTNESS: readonly Admission[] = ['unlock', 'unlock_ack', 'lock']

export function stricter(one: Admission, other: Admission): Admission {
  return STRICTNESS.indexOf(one) > STRICTNESS.indexOf(other) ? one : other
}
