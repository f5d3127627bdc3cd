/** A page of a list with cursors. */
type Page<Entry> = {
  readonly data: readonly Entry[]
  /** Where the next page begins; null: there is none. */
  readonly next?: string | null
  /** Where the next page begins in lists that go on growing. */
  readonly cursor?: string | null
  readonly isLast?: boolean
}

/** Reads the page after a cursor; undefined: the first. */
export type ReadPage<Entry = unknown> = (after: string | undefined) => Promise<Page<Entry>>

/** Gives the entries of all pages, from the cursor `from` on. */
export async function* eachEntry<Entry>(read: ReadPage<Entry>, from: string | undefined): AsyncGenerator<Entry, void> {
  for (let after = from; ; ) {
    const { data, cursor, next = cursor, isLast } = await read(after)
    yield* data
    if (isLast || !next || next === after) return
    after = next
  }
}
