import type { ApiToken, ApiTokenChange } from './api-token.js'
import type { TokenSettings } from './context.js'

/** The facts of API tokens, by kind. */
export type TokenChanges = { readonly 'api-token': ApiTokenChange }

/** What API tokens ask the store. */
export type TokenQuestions = {
  /** A token, by its id; undefined where there is none. */
  readonly apiToken: { readonly asked: string; readonly answer: ApiToken | undefined }
  /** All tokens of the person with this bare JID, the oldest first; expired ones may be among them. */
  readonly apiTokensOf: { readonly asked: string; readonly answer: readonly ApiToken[] }
}

export type TokenConfig = { readonly tokens: TokenSettings }
