import type { SessionInRoom } from './last-seen.js'

/**
 * Clients that are gone, as the server has said while all were looked for, but still in their rooms: they are taken out
 * when their room has been looked through. To tell ten thousand that are gone of each other would take hours. Nothing
 * lasting: whoever looks again finds the same.
 */
export class Unreachable {
  /** Full JIDs by the room's bare one. */
  readonly #sessions = new Map<string, Set<string>>()
  #isGathering = false

  /** Whether whoever is gone is noted, rather than taken out at once. */
  get isCollecting(): boolean {
    return this.#isGathering
  }

  startCollecting(): void {
    this.#isGathering = true
  }

  add({ room, session }: SessionInRoom): void {
    const sessions = this.#sessions.get(room)
    if (sessions) sessions.add(session)
    else this.#sessions.set(room, new Set([session]))
  }

  /** It is there again, or out of the room. */
  delete({ room, session }: SessionInRoom): void {
    const sessions = this.#sessions.get(room)
    sessions?.delete(session)
    if (sessions?.size === 0) this.#sessions.delete(room)
  }

  /** The full JIDs of those in a room, by its bare JID; undefined where there are none. */
  inRoom(room: string): ReadonlySet<string> | undefined {
    return this.#sessions.get(room)
  }

  /**
   * `most` at most, of the rooms whose JIDs come before this one; of all where it is absent, for all have been looked for
   * then: when nobody is left, gathering ends.
   */
  nextToRemove({ before, most }: { readonly before: string | undefined; readonly most: number }): SessionInRoom[] {
    const first: SessionInRoom[] = []
    for (const [room, sessions] of this.#sessions) {
      if (before !== undefined && room >= before) continue
      for (const session of sessions) {
        if (first.length === most) return first
        first.push({ room, session })
      }
    }
    if (before === undefined && first.length === 0) this.#isGathering = false
    return first
  }
}
