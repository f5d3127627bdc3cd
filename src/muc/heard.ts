/** When each session in a room was last heard of. Nothing lasting: a guess about clients. */
export class Heard {
  /** Of whom nothing is known but that they were stored as occupants. */
  readonly #unknown = new Map<string, HeardSession>()
  /** The longest silent first, with the time in milliseconds since 1970. */
  readonly #heard = new Map<string, HeardSession & { readonly at: number }>()

  /** A session (a full JID) of this room (a bare JID) has been heard of. */
  note(room: string, session: string, at: number): void {
    const key = keyOf(room, session)
    this.#unknown.delete(key)
    this.#heard.delete(key)
    this.#heard.set(key, { room, session, at })
  }

  /** A session is in a room that has just been read from the store. */
  noteStored(room: string, session: string): void {
    const key = keyOf(room, session)
    if (!this.#heard.has(key)) this.#unknown.set(key, { room, session })
  }

  /** A session is not in a room any more. */
  forget(room: string, session: string): void {
    const key = keyOf(room, session)
    this.#unknown.delete(key)
    this.#heard.delete(key)
  }

  /** Takes out those of whom nothing is known and those that were last heard of before that time, `most` at most. */
  takeSilentSince(at: number, most: number): HeardSession[] {
    const silent = take(this.#unknown, most, () => true)
    return [...silent, ...take(this.#heard, most - silent.length, heard => heard.at < at)]
  }
}

export type HeardSession = { readonly room: string; readonly session: string }

function keyOf(room: string, session: string): string {
  return `${room} ${session}`
}

function take<T>(from: Map<string, T>, most: number, isWanted: (one: T) => boolean): T[] {
  const taken: T[] = []
  for (const [key, one] of from) {
    if (taken.length >= most || !isWanted(one)) break
    from.delete(key)
    taken.push(one)
  }
  return taken
}
