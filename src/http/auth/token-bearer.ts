import type { Jid } from '../../stanza/jid.js'
import type { Scope } from '../../tokens/scope.js'

/** The user, the display name and the scopes that a token states. */
export type TokenBearer = {
  readonly user: Jid
  readonly name?: string
  /** Undefined if the token has no claim for scopes. */
  readonly scopes?: readonly Scope[]
  /** In milliseconds since 1970; absent if the token does not expire. */
  readonly expiresAt?: number
}
