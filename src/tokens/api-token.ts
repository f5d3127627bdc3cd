import type { Scope } from './scope.js'

/** A token of the REST API that this service has issued. It is valid only while it is stored. */
export type ApiToken = {
  /** 24 hexadecimal digits, a one-way hash of the token's claim `jti`: no token can be derived from it. */
  readonly id: string
  readonly user: string
  readonly label: string
  readonly scopes: readonly Scope[]
  /** In milliseconds since 1970, like the other times. */
  readonly createdAt: number
  readonly expiresAt: number
  /** The same as `createdAt` until the first renewal. */
  readonly renewedAt: number
  readonly renewals: number
}

/** A token is issued, renewed or revoked. Memory holds none. */
export type ApiTokenChange = {
  readonly kind: 'api-token'
  readonly was: ApiToken | undefined
  readonly now: ApiToken | undefined
  /** The time of the change; tokens that have expired by then are deleted. */
  readonly at: number
}
