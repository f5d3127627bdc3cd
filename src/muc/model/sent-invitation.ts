/** A sent invitation, stored until it may bounce, minutes or a restart later. */
export type SentInvitation = {
  /** The id of its message; random, so that no client can forge a bounce. */
  readonly id: string
  /** The id of the room; a later room with the same JID has another id. */
  readonly roomId: string
  /** A bare JID. */
  readonly invited: string
  /** The inviter, as the invitation shows them: a bare, full or occupant JID. */
  readonly inviter: string
  /** The id of the link that caused it; empty if a person sent it. */
  readonly via: string
  /** Milliseconds since 1970. */
  readonly at: number
}
