import type { TokenBearer } from './token-bearer.js'

/** The least number of tokens that are kept; at most twice this number. A token has about 400 characters. */
const MOST = 1000

type Verified = { readonly bearer: TokenBearer; readonly validUntil: number }

/**
 * The tokens that were verified last: a client sends the same one with each request. They are for rules that accept until
 * its expiry what they have accepted once, as a secret and the keys of a file stay the same while the process runs.
 */
export class RecentTokens {
  /** When `#recent` is full, it becomes `#earlier`, and the tokens that were not used since are dropped. */
  #recent = new Map<string, Verified>()
  #earlier = new Map<string, Verified>()

  /** The bearer of a token that was added and is still valid. */
  bearerOf(token: string): TokenBearer | undefined {
    const verified = this.#recent.get(token) ?? this.#earlier.get(token)
    if (!verified || Date.now() >= verified.validUntil) return undefined
    if (!this.#recent.has(token)) this.#put(token, verified)
    return verified.bearer
  }

  /** Adds a token that is valid until a time, in milliseconds since 1970. */
  add(token: string, bearer: TokenBearer, validUntil: number): void {
    this.#put(token, { bearer, validUntil })
  }

  #put(token: string, verified: Verified): void {
    if (this.#recent.size >= MOST) {
      this.#earlier = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(token, verified)
  }
}
