import { type Needs, payerOf } from './working-set.js'

/** The work of one user in one room is a lane: what came later waits behind work that waits (RFC 6120 §10.1). */
export class Lanes {
  /** The rooms of the blocked lanes, by user. */
  readonly #blocked = new Map<string, Set<string>>()

  /**
   * Whether this work may be done now: if no earlier work of its lane waits, and it `may`, which is asked only then. Else its
   * lane is blocked.
   */
  passes({ needs: { requester, room = '' } }: { readonly needs: Needs }, may: () => boolean): boolean {
    const by = requester ? payerOf(requester) : ''
    const rooms = this.#blocked.get(by)
    if (!rooms?.has(room) && may()) return true
    if (!requester) return false
    if (rooms) rooms.add(room)
    else this.#blocked.set(by, new Set([room]))
    return false
  }
}
