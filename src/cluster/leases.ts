/** What an instance asks for the link with one beat. */
export type LinkWish =
  /** Neither take nor renew it. */
  | 'none'
  /** Renew it where this instance is still named as its holder. */
  | 'renew'
  /** The same, and take it where it is free: never held, given back, or not renewed in time. */
  | 'take'

/** Another instance that is alive. `url`: where its HTTP is reached, as the address of a URL; empty if it named none. */
export type OtherInstance = { readonly id: string; readonly url: string }

/** The leases as the database had them at one beat. */
export type LeaseView = {
  /** Whether the lease of the link is this instance's. */
  readonly isHolder: boolean
  /** The other instance that holds it; undefined if it is free or this instance's. */
  readonly holder: OtherInstance | undefined
  /** Whether the holder is about to give it back. */
  readonly isStopping: boolean
  /** The other instances that are alive, the holder among them. */
  readonly others: readonly OtherInstance[]
}

/**
 * The leases of all instances on one database, by its clock: which ones are alive, and which one should have the link. They
 * fence nothing; the store does. A store for one process has none.
 */
export interface Leases {
  /** The name of this instance: a random UUID. */
  readonly id: string
  /** How long a beat holds, in milliseconds. */
  readonly lasts: number
  /**
   * Says that this instance is alive, fulfils the wish, and reads all leases. `isStopping`: it is about to give the link
   * back. Rejects if the database does not answer within a second; then the wish may be fulfilled all the same.
   */
  beat(wish: LinkWish, isStopping?: boolean): Promise<LeaseView>
  /** Gives back the link and says that this instance is gone. Rejects as `beat`. */
  release(): Promise<void>
  /** Closes the connection. */
  close(): Promise<void>
}
