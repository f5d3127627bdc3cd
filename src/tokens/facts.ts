import type { ApiToken, ApiTokenChange } from './api-token.js'
import type { TokenSettings } from './context.js'

/** The facts of API tokens, by kind. */
export type TokenChanges = { readonly 'api-token': ApiTokenChange }

/** The look-ups of API tokens in the store. */
export type TokenQuestions = {
  /** The token with this id; undefined if there is none. */
  readonly apiToken: { readonly asked: string; readonly answer: ApiToken | undefined }
  /** All tokens of the user with this bare JID, oldest first, including expired ones. */
  readonly apiTokensOf: { readonly asked: string; readonly answer: readonly ApiToken[] }
}

export type TokenConfig = { readonly tokens: TokenSettings }
