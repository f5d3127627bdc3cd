/** A client that subscribed to room activity (XEP-0437): its full JID, and the bare JID of its user. */
export type ActivitySubscription = { readonly session: string; readonly user: string }

/** All subscriptions. Only `apply-change.ts` and the service add or remove them. */
export class ActivitySubscriptions {
  readonly #sessions = new Map<string, Set<string>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The bare JIDs of the users with a subscription. */
  users(): Iterable<string> {
    return this.#sessions.keys()
  }

  userCount(): number {
    return this.#sessions.size
  }

  /** The subscribed clients (full JIDs) of a user (a bare JID), oldest first. */
  of(user: string): ReadonlySet<string> {
    return this.#sessions.get(user) ?? NONE
  }

  put({ session, user }: ActivitySubscription): void {
    const sessions = this.#sessions.get(user) ?? new Set()
    this.#size += sessions.has(session) ? 0 : 1
    this.#sessions.set(user, sessions.add(session))
  }

  /** Puts one that was removed before the others of its user, since the oldest are removed first. */
  putBack(subscription: ActivitySubscription): void {
    const { session, user } = subscription
    const others = [...this.of(user)].filter(other => other !== session)
    this.put(subscription)
    this.#sessions.set(user, new Set([session, ...others]))
  }

  remove({ session, user }: ActivitySubscription): void {
    const sessions = this.#sessions.get(user)
    if (!sessions?.delete(session)) return
    this.#size--
    if (sessions.size === 0) this.#sessions.delete(user)
  }

  clear(): void {
    this.#sessions.clear()
    this.#size = 0
  }
}

const NONE: ReadonlySet<string> = new Set()
