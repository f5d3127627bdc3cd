/**
 * A person's way to the page to manage: a one-time address, which is exchanged for a session, or the session of a browser.
 * It is valid while it is stored and has not ended.
 */
export type WebSession = {
  /** The SHA-256 of its secret in 64 hexadecimal digits: the secret cannot be derived from it. */
  readonly id: string
  readonly kind: 'address' | 'session'
  /** A bare JID. */
  readonly user: string
  /** The REST id of the room that an address leads to; empty for all rooms, and for a session. */
  readonly roomId: string
  /** In milliseconds since 1970, like the end. */
  readonly madeAt: number
  readonly endsAt: number
}

/** An address or a session is made or ended. Memory holds none. */
export type WebSessionChange = {
  readonly kind: 'web-session'
  readonly was: WebSession | undefined
  readonly now: WebSession | undefined
  /** The time of the change; those that have ended by then are deleted. */
  readonly at: number
}
