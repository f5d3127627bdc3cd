import type { Needs } from './working-set.js'

/** The work of one user in one room is a lane: what came later waits behind work that waits (RFC 6120 §10.1). */
export class Lanes {
  readonly #blocked = new Set<string>()

  /** Whether this work may be done now: if it `may`, and no earlier work of its lane waits. Else its lane is blocked. */
  passes({ needs }: { readonly needs: Needs }, may: boolean): boolean {
    if (may && this.#blocked.size === 0) return true
    const lane = `${needs.requester?.by ?? ''} ${needs.room ?? ''}`
    if (may && !this.#blocked.has(lane)) return true
    if (needs.requester) this.#blocked.add(lane)
    return false
  }
}
