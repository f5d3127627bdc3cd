/** A client in a room: the room's bare JID and the client's full JID. */
export type SessionInRoom = { readonly room: string; readonly session: string }

type Seen = SessionInRoom & { readonly at: number }

/** When each session in a room last sent a stanza. Only in memory. */
export class LastSeen {
  /** The longest silent session first; `at` is in milliseconds since 1970. */
  #seen = new Map<string, Seen>()
  #latest = 0

  /** Records a sign of life of a session (a full JID) in a room (a bare JID), in milliseconds since 1970. */
  markSeen(room: string, session: string, at: number): void {
    const key = keyOf(room, session)
    this.#latest = at
    this.#seen.delete(key)
    this.#seen.set(key, { room, session, at })
  }

  /**
   * Adds a session of a room that was read from the store, unless it is known. Its silence begins now, because the
   * occupant check probes all stored sessions when the link comes up.
   */
  markStored(room: string, session: string): void {
    if (!this.#seen.has(keyOf(room, session))) this.markSeen(room, session, this.#latest)
  }

  /** Removes a session that has left the room. */
  delete(room: string, session: string): void {
    this.#seen.delete(keyOf(room, session))
  }

  /**
   * Removes and returns at most `most` sessions that were last seen before `since` (milliseconds since 1970), or after
   * `now`: then the clock was set back, and the length of their silence is unknown.
   */
  takeSilent({ since, now, most }: { since: number; now: number; most: number }): Seen[] {
    const taken: Seen[] = []
    for (const [key, seen] of this.#seen) {
      if (taken.length >= most || (seen.at >= since && seen.at <= now)) break
      this.#seen.delete(key)
      taken.push(seen)
    }
    return taken
  }

  /** Makes sessions that were taken the longest silent ones again. The cost is that of all sessions. */
  putBack(taken: readonly Seen[]): void {
    const others = this.#seen
    this.#seen = new Map(taken.map(seen => [keyOf(seen.room, seen.session), seen]))
    for (const [key, seen] of others) if (!this.#seen.has(key)) this.#seen.set(key, seen)
  }
}

function keyOf(room: string, session: string): string {
  return `${room} ${session}`
}
