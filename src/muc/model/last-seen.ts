/** A client in a room: the room's bare JID and the client's full one. */
export type SessionInRoom = { readonly room: string; readonly session: string }

/** When each session in a room was last heard of. Nothing lasting: a guess about clients. */
export class LastSeen {
  /** The longest silent first, with the time in milliseconds since 1970. */
  readonly #seen = new Map<string, SessionInRoom & { readonly at: number }>()
  #latest = 0

  /** A session (a full JID) of this room (a bare JID) has been heard of. */
  markSeen(room: string, session: string, at: number): void {
    const key = keyOf(room, session)
    this.#latest = at
    this.#seen.delete(key)
    this.#seen.set(key, { room, session, at })
  }

  /**
   * A session is in a room that has just been read from the store, or is back in it. All that are stored are looked for
   * when the link is up: its silence begins now.
   */
  markStored(room: string, session: string): void {
    if (!this.#seen.has(keyOf(room, session))) this.markSeen(room, session, this.#latest)
  }

  /** A session is not in a room any more. */
  delete(room: string, session: string): void {
    this.#seen.delete(keyOf(room, session))
  }

  /**
   * Takes out, `most` at most, those that were last heard of before a time, in milliseconds since 1970; and those that
   * were heard of after `now`, because the clock has been set back since: nobody knows how long ago that was.
   */
  takeSilent({ since, now, most }: { since: number; now: number; most: number }): SessionInRoom[] {
    const taken: SessionInRoom[] = []
    for (const [key, { room, session, at }] of this.#seen) {
      if (taken.length >= most || (at >= since && at <= now)) break
      this.#seen.delete(key)
      taken.push({ room, session })
    }
    return taken
  }
}

function keyOf(room: string, session: string): string {
  return `${room} ${session}`
}
