import type { SessionInRoom } from './last-seen.js'

/**
 * The sessions that the occupant check found unreachable. They stay in their rooms until the check has passed the room:
 * removing each one at once would send its leave presence to all others that are also gone, which takes hours for ten
 * thousand. Only in memory: the next check finds the same sessions.
 */
export class Unreachable {
  /** Full JIDs, by the bare JID of the room. */
  readonly #sessions = new Map<string, Set<string>>()
  #isCollecting = false

  /** Whether unreachable sessions are collected here, instead of being removed at once. */
  get isCollecting(): boolean {
    return this.#isCollecting
  }

  startCollecting(): void {
    this.#isCollecting = true
  }

  add({ room, session }: SessionInRoom): void {
    const sessions = this.#sessions.get(room)
    if (sessions) sessions.add(session)
    else this.#sessions.set(room, new Set([session]))
  }

  /** Removes a session that has come back or has left the room. */
  delete({ room, session }: SessionInRoom): void {
    const sessions = this.#sessions.get(room)
    sessions?.delete(session)
    if (sessions?.size === 0) this.#sessions.delete(room)
  }

  /** The unreachable sessions (full JIDs) in a room (a bare JID); undefined if there are none. */
  inRoom(room: string): ReadonlySet<string> | undefined {
    return this.#sessions.get(room)
  }

  /**
   * At most `most` sessions to remove, of the rooms with JIDs before `before`. Without `before` the check is over: then
   * of all rooms, and when no session is left, collecting ends.
   */
  nextToRemove({ before, most }: { readonly before: string | undefined; readonly most: number }): SessionInRoom[] {
    const next: SessionInRoom[] = []
    for (const [room, sessions] of this.#sessions) {
      if (before !== undefined && room >= before) continue
      for (const session of sessions) {
        if (next.length === most) return next
        next.push({ room, session })
      }
    }
    if (before === undefined && next.length === 0) this.#isCollecting = false
    return next
  }
}
