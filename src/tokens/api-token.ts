import type { Scope } from './scope.js'

/** A token of the REST API that this service has made. It is good as long as this fact is stored. */
export type ApiToken = {
  /** 24 hexadecimal digits, made one-way from the token's own id (its claim `jti`): no token can be made from it. */
  readonly id: string
  /** Whose it is: a bare JID. */
  readonly user: string
  /** What it is for, in the words of whoever asked for it. */
  readonly label: string
  readonly scopes: readonly Scope[]
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number
  readonly expiresAt: number
  /** When it was made where it never was renewed. */
  readonly renewedAt: number
  /** How often it was renewed. */
  readonly renewals: number
}

/** A token is made, renewed, or revoked. Memory holds none. */
export type ApiTokenChange = {
  readonly kind: 'api-token'
  readonly was: ApiToken | undefined
  readonly now: ApiToken | undefined
  /** When: those that have expired by then go. */
  readonly at: number
}
