/** Is told about sign-ins that fail. */
export interface SignInObserver {
  /** A sign-in had a wrong name or password. */
  onFailure(): void
  /** From now on the service tries no sign-in of this user (a bare JID, undefined for a malformed name) or address. */
  onLocked(subject: { readonly user: string | undefined } | { readonly address: string }): void
}
