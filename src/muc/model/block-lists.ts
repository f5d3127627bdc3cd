/** A list of people whom all rooms keep out, from a node of a publish-subscribe service (XEP-0060). */
export type BlockList = {
  /** The JID of the publish-subscribe service. */
  readonly jid: string
  readonly node: string
  /** The highest number of items that are read: a list must not fill memory. */
  readonly most: number
  readonly state: {
    /** SHA-256 of bare JIDs and domains, in hexadecimal digits. */
    readonly hashes: Set<string>
    /** The time of the last request, in milliseconds since 1970. */
    askedAt: number
    /** The whole list has been read since the link came up. */
    isComplete: boolean
  }
}

const MOST_ITEMS = 200_000

/** The block lists that the service follows. */
export class BlockLists {
  readonly lists: readonly BlockList[]
  /** The hashes that were added and whose people may still be in rooms. */
  readonly unenforced = new Set<string>()

  constructor(followed: readonly { readonly jid: string; readonly node: string }[]) {
    this.lists = followed.map(({ jid, node }) => {
      return { jid, node, most: MOST_ITEMS, state: { hashes: new Set(), askedAt: 0, isComplete: false } }
    })
  }

  /** Adds a hash to a list, unless the list is full. */
  add({ state, most }: BlockList, hash: string): void {
    if (state.hashes.has(hash) || state.hashes.size >= most) return
    state.hashes.add(hash)
    this.unenforced.add(hash)
  }

  /** The people of these hashes have left all rooms. */
  enforced(hashes: readonly string[]): void {
    for (const hash of hashes) this.unenforced.delete(hash)
  }
}
