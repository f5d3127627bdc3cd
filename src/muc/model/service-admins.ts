/** The admins of the service, who are owners of every room. */
export class ServiceAdmins {
  readonly #admins: ReadonlySet<string>
  #suspended: string | undefined

  /** Bare JIDs. */
  constructor(admins: Iterable<string>) {
    this.#admins = new Set(admins)
  }

  /** Whether this person (a bare JID) has the rights of an admin in the current work. */
  has(user: string): boolean {
    return user !== this.#suspended && this.#admins.has(user)
  }

  /** Whether this person (a bare JID) is an admin, even inside `withoutAdmin`. */
  includes(user: string): boolean {
    return this.#admins.has(user)
  }

  /** Runs `work` without the admin rights of this person (a bare JID): their token does not include them. */
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
