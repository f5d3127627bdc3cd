import type { ApiToken } from './api-token.js'

export type UnsignedToken = {
  readonly stored: ApiToken
  /** The claim `jti`, a secret: only its hash, the id of the record, is stored. */
  readonly jti: string
  readonly name?: string | undefined
  readonly maxRenewals: number
}

/** Signs tokens with a key that the domain does not know. */
export interface TokenSigner {
  /** The id under which the token with this `jti` is stored. */
  idOf(jti: string): string
  sign(token: UnsignedToken): string
}
