import { RequestError } from '../../errors/request-error.js'

/** The most requests that wait for events at a time: of one user, and of all. Our own decision. */
const MOST = { ofUser: 10, ofAll: 1000 }

/** Counts the requests that wait for events, and ends them when the service stops. */
export class Followers {
  readonly #ofUser = new Map<string, number>()
  readonly #following = new Set<AbortController>()
  #isStopped = false

  /** Begins to wait for a user (a bare JID). Throws `too-many-requests`. */
  begin(user: string): { signal: AbortSignal; end(): void } {
    const count = this.#ofUser.get(user) ?? 0
    if (count >= MOST.ofUser || this.#following.size >= MOST.ofAll) throw new RequestError('too-many-followers')
    const own = new AbortController()
    this.#ofUser.set(user, count + 1)
    this.#following.add(own)
    if (this.#isStopped) own.abort()
    return { signal: own.signal, end: () => this.#end(user, own) }
  }

  stop(): void {
    this.#isStopped = true
    for (const own of this.#following) own.abort()
  }

  #end(user: string, own: AbortController): void {
    if (!this.#following.delete(own)) return
    own.abort()
    const left = (this.#ofUser.get(user) ?? 0) - 1
    if (left > 0) this.#ofUser.set(user, left)
    else this.#ofUser.delete(user)
  }
}
