/** The admins of the service, who are an owner of every room. */
export class ServiceAdmins {
  readonly #admins: ReadonlySet<string>
  #suspended: string | undefined

  /** Bare JIDs. */
  constructor(admins: Iterable<string>) {
    this.#admins = new Set(admins)
  }

  /** Whether this person (a bare JID) has the power of an admin in what is being done. */
  has(user: string): boolean {
    return user !== this.#suspended && this.#admins.has(user)
  }

  /** Whether this person is one, with or without the power just now. */
  includes(user: string): boolean {
    return this.#admins.has(user)
  }

  /** Does a piece of work in which this person is like anybody else: they have come with a token for less. */
  withoutAdmin<T>(user: string, work: () => T): T {
    const before = this.#suspended
    this.#suspended = user
    try {
      return work()
    } finally {
      this.#suspended = before
    }
  }
}
