/** A guest who has signed in: the bare JIDs of the guest and of the one room to which the guest may go. */
export type SignedInGuest = { readonly jid: string; readonly room: string }

/** Knows the guests. */
export interface GuestDesk {
  /**
   * The guest with this local part and secret; undefined if there is none, or the secret is wrong. Rejects if the store
   * cannot be read.
   */
  signIn(local: string, secret: string): Promise<SignedInGuest | undefined>
}
