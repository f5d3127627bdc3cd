import type { Batch } from '../batch.js'
import type { ApiToken, ApiTokenChange } from './api-token.js'
import type { ServiceAccounts } from './service-accounts.js'
import type { TokenSigner } from './signer.js'

export type TokenSettings = {
  readonly signer: TokenSigner
  /** The default lifetime of a token, in hours. */
  readonly hours: number
  /** The longest lifetime that a user may request, in hours. */
  readonly maxHours: number
  readonly renewals: number
  readonly serviceAccounts: ServiceAccounts
}

/** `has`: whether a user has the rights of an admin in this work; `includes`: whether the user is an admin at all. */
type Admins = { has(user: string): boolean; includes(user: string): boolean }

/** The context of work on the tokens of one user, with the look-up `apiTokensOf` of that user. */
export type TokenContext = {
  readonly batch: Batch<ApiTokenChange>
  readonly settings: { readonly tokens: TokenSettings; readonly admins: Admins }
  readonly found: { readonly apiTokensOf?: readonly ApiToken[] }
}

export function tokensOf({ batch, found }: TokenContext): readonly ApiToken[] {
  return (found.apiTokensOf ?? []).filter(({ expiresAt }) => expiresAt > batch.at)
}
