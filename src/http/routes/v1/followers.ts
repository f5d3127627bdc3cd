import { RequestError } from '../../errors/request-error.js'

/** The most requests that wait for events at a time: of one user, and of all. Our own decision. */
const MOST = { ofUser: 10, ofAll: 1000 }

/** Counts the requests that wait for events, and ends them when the service stops. */
export class Followers {
  readonly #ofUser = new Map<string, number>()
  readonly #stop = new AbortController()
  #all = 0

  /** Begins to wait for a user (a bare JID). Throws `too-many-requests`. */
  begin(user: string): { signal: AbortSignal; end(): void } {
    const count = this.#ofUser.get(user) ?? 0
    if (count >= MOST.ofUser || this.#all >= MOST.ofAll) throw new RequestError('too-many-followers')
    this.#ofUser.set(user, count + 1)
    this.#all++
    const own = new AbortController()
    return { signal: AbortSignal.any([own.signal, this.#stop.signal]), end: () => this.#end(user, own) }
  }

  stop(): void {
    this.#stop.abort()
  }

  #end(user: string, own: AbortController): void {
    if (own.signal.aborted) return
    own.abort()
    this.#all--
    const left = (this.#ofUser.get(user) ?? 0) - 1
    if (left > 0) this.#ofUser.set(user, left)
    else this.#ofUser.delete(user)
  }
}
