/** A destroyed persistent room: its address cannot be reused before `until`, and newcomers are sent to `alternate`. */
export type Tombstone = {
  /** The bare JID of the room. */
  readonly jid: string
  /** In milliseconds since 1970. */
  readonly until: number
  /** The bare JID of the alternate room; empty if there is none. */
  readonly alternate: string
  /** The people (bare JIDs) who may learn of it: the members of a private room; undefined for a public room. */
  readonly known: readonly string[] | undefined
  /** The bare JID of the person who created the room; empty if unknown. */
  readonly creator: string
}
