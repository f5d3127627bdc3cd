/** A person without an account who is in a room by a link. The address is the key of the fact. */
export type Guest = {
  /** The nick that the guest was given. */
  readonly name: string
  /** The link by which the guest came. */
  readonly linkId: string
  /** The SHA-256 of the secret, in hexadecimal digits. */
  readonly secretHash: string
  /** The keyed hash of the IP address from which the guest came. */
  readonly address: string
  /** When the guest was made, and last approved or let in; in milliseconds since 1970. */
  readonly madeAt: number
  readonly seenAt: number
  /** A `waiting` guest may not enter until a moderator approves. */
  readonly state: 'waiting' | 'admitted'
  /** The bare JID of the moderator who approved; empty if the link needs no approval. */
  readonly approvedBy: string
  /** The first entry counts as a use of the link. */
  readonly hasEntered: boolean
}

/** A guest with the bare JIDs of the guest and of the room. */
export type GuestOfRoom = { readonly jid: string; readonly room: string; readonly guest: Guest }

/** After the ban of a guest: no new guest comes from the same IP address by the same link. */
export type GuestBan = {
  readonly linkId: string
  readonly address: string
  /** In milliseconds since 1970. */
  readonly until: number
}
