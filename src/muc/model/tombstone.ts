/** What is left of a persistent room that was destroyed: nobody takes its address at once, and who comes is sent on. */
export type Tombstone = {
  /** The bare JID of the room. */
  readonly jid: string
  /** Until when, in milliseconds since 1970. */
  readonly until: number
  /** The bare JID of the room to go to instead; empty where there is none. */
  readonly alternate: string
  /** Who may hear of it, as bare JIDs: those who belonged to a private room; undefined stands for everybody. */
  readonly known: readonly string[] | undefined
  /** The bare JID of the person who made the room; empty where that is not known. */
  readonly creator: string
}
