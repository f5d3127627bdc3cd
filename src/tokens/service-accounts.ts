/** A service account: a user whose tokens with the scope `act-as` act for other users. */
export type ServiceAccount = {
  /** Its prepared bare JID. */
  readonly user: string
  /** The prepared domains of the users for whom it may act. */
  readonly domains: readonly string[]
  /** The admins of the service for whom it may act, too: prepared bare JIDs in these domains. */
  readonly admins: readonly string[]
}

type Admins = { includes(user: string): boolean }

/** The service accounts of the configuration (`auth.actAs`). */
export class ServiceAccounts {
  readonly #accounts: ReadonlyMap<string, ServiceAccount>

  constructor(accounts: readonly ServiceAccount[]) {
    this.#accounts = new Map(accounts.map(account => [account.user, account]))
  }

  /** Whether this user (a bare JID) is a service account. */
  has(user: string): boolean {
    return this.#accounts.has(user)
  }

  /** Whether a service account may act for a user (both bare JIDs): of its domains, and no admin that it does not list. */
  mayActFor(account: string, user: { readonly bare: string; readonly domain: string }, admins: Admins): boolean {
    const { domains = [], admins: listed = [] } = this.#accounts.get(account) ?? {}
    return domains.includes(user.domain) && (!admins.includes(user.bare) || listed.includes(user.bare))
  }
}
