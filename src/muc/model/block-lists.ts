/** A list of people that all rooms keep out, kept by a node of a publish-subscribe service (XEP-0060). */
export type BlockList = {
  /** The address of the service. */
  readonly jid: string
  readonly node: string
  /** More items than this are not taken: a list must not fill memory. */
  readonly most: number
  readonly state: {
    /** SHA-256 of bare JIDs and domains, in hexadecimal digits. */
    readonly hashes: Set<string>
    /** When it was asked for last, in milliseconds since 1970. */
    askedAt: number
    /** It has been read since the link is up. */
    isComplete: boolean
  }
}

const MOST_ITEMS = 200_000

/** The block lists that the service follows. */
export class BlockLists {
  readonly lists: readonly BlockList[]

  constructor(followed: readonly { readonly jid: string; readonly node: string }[]) {
    this.lists = followed.map(({ jid, node }) => {
      return { jid, node, most: MOST_ITEMS, state: { hashes: new Set(), askedAt: 0, isComplete: false } }
    })
  }
}
