import type { Batch } from '../batch.js'
import type { ApiToken, ApiTokenChange } from './api-token.js'
import type { TokenSigner } from './signer.js'

export type TokenSettings = {
  readonly signer: TokenSigner
  /** How long a token is good, in hours, where nobody says otherwise. */
  readonly hours: number
  /** The longest that somebody may ask for, in hours. */
  readonly maxHours: number
  /** How often a token may be renewed. */
  readonly renewals: number
}

/** Whether a person has the power of an admin in what is being done, and whether they are one. */
type Admins = { has(user: string): boolean; includes(user: string): boolean }

/** What a piece of work on the tokens of a person may use. It looks up `apiTokensOf` that person. */
export type TokenContext = {
  readonly batch: Batch<ApiTokenChange>
  readonly settings: { readonly tokens: TokenSettings; readonly admins: Admins }
  readonly found: { readonly apiTokensOf?: readonly ApiToken[] }
}

/** The tokens of the person that are still good, the oldest first. */
export function tokensOf({ batch, found }: TokenContext): readonly ApiToken[] {
  return (found.apiTokensOf ?? []).filter(({ expiresAt }) => expiresAt > batch.at)
}
