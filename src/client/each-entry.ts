/** A page of a list with cursors. */
type Page<Entry> = {
  readonly data: readonly Entry[]
  /** Where the next page begins; null: there is none. */
  readonly next?: string | null
  /** Where the next page begins in lists that go on growing. */
  readonly cursor?: string | null
  readonly isLast?: boolean
  /** Of an archive, whose entries are their cursors: whether no entry follows. */
  readonly isComplete?: boolean
}

/** Reads the page after a cursor; undefined: the first. */
export type ReadPage<Entry = unknown> = (after: string | undefined) => Promise<Page<Entry>>

/** Gives the entries of all pages, from the cursor `from` on. */
export async function* eachEntry<Entry>(read: ReadPage<Entry>, from: string | undefined): AsyncGenerator<Entry, void> {
  for (let after = from; ; ) {
    const {
      data,
      isComplete,
      cursor,
      next = isComplete === undefined ? cursor : idOf(data.at(-1)),
      isLast,
    } = await read(after)
    yield* data
    if (isLast || isComplete || !next || next === after) return
    after = next
  }
}

function idOf(entry: unknown): string | undefined {
  return (entry as { readonly id?: string } | undefined)?.id
}
