import type { ApiToken } from './api-token.js'

/** A token as it is written: what is stored of it, its own id, and what its bearer is called where that is known. */
export type UnsignedToken = {
  readonly stored: ApiToken
  /** The claim `jti`: as good as a secret, and therefore never stored. */
  readonly jti: string
  readonly name?: string | undefined
  /** How often it may be renewed in all. */
  readonly maxRenewals: number
}

/** Writes tokens with a key that the domain does not know. */
export interface TokenSigner {
  /** The id under which the token with this `jti` is stored. */
  idOf(jti: string): string
  /** The finished token, to be given to its bearer alone. */
  sign(token: UnsignedToken): string
}
