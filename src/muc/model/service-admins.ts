/** The admins of the service, who are an owner of every room. */
export class ServiceAdmins {
  readonly #admins: ReadonlySet<string>
  #plain: string | undefined

  /** Bare JIDs. */
  constructor(admins: Iterable<string>) {
    this.#admins = new Set(admins)
  }

  /** Whether this person (a bare JID) has the power of an admin in what is being done. */
  has(user: string): boolean {
    return user !== this.#plain && this.#admins.has(user)
  }

  /** Whether this person is one, with or without the power just now. */
  includes(user: string): boolean {
    return this.#admins.has(user)
  }

  /** Does work in which this person has no rights of an admin, since the token of the request lacks the scope `admin`. */
  withoutAdmin<T>(user: string, work: () => T): T {
    const before = this.#plain
    this.#plain = user
    try {
      return work()
    } finally {
      this.#plain = before
    }
  }
}
