/** When each session in a room was last heard of, the longest silent first. Nothing lasting: a guess about clients. */
export class Heard {
  readonly #sessions = new Map<string, HeardSession>()

  /** A session (a full JID) of this room (a bare JID) has been heard of, `at` in milliseconds since 1970. */
  note(room: string, session: string, at: number): void {
    const key = `${room} ${session}`
    this.#sessions.delete(key)
    this.#sessions.set(key, { room, session, at })
  }

  /** Takes out those that were last heard of before that time, `most` of them at most. */
  takeSilentSince(at: number, most: number): HeardSession[] {
    const silent: HeardSession[] = []
    for (const [key, heard] of this.#sessions) {
      if (heard.at >= at || silent.length === most) break
      this.#sessions.delete(key)
      silent.push(heard)
    }
    return silent
  }
}

export type HeardSession = { readonly room: string; readonly session: string; readonly at: number }
