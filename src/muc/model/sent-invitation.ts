/** An invitation that has gone out: what must be known when it comes back, minutes or a restart later. */
export type SentInvitation = {
  /** Of its message; random, so that nobody can make up that one has come back. */
  readonly id: string
  /** The id of the room: a room made anew at the same address has sent nothing. */
  readonly roomId: string
  /** A bare JID. */
  readonly invited: string
  /** By whose will, by the name that the invitation shows: a bare, full or occupant JID. */
  readonly inviter: string
  /** By what it came about, as an id; empty where a person has sent it. */
  readonly via: string
  /** Milliseconds since 1970. */
  readonly at: number
}
