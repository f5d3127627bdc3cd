import { type Condition, ReasonedRefusal } from '../stanza/error.js'

/** The reasons why a token is not issued, renewed or revoked, each with its XMPP condition. */
const CONDITION_OF = {
  'too-many-tokens': 'resource-constraint',
  'unknown-token': 'item-not-found',
  /** The other token has scopes that the caller's token lacks. */
  'wider-scope': 'forbidden',
  'too-long-a-life': 'not-acceptable',
  'renewed-too-often': 'not-allowed',
} as const satisfies Record<string, Condition>

export type TokenRefusalReason = keyof typeof CONDITION_OF

/** A refusal of an operation on tokens. */
export class TokenRefusal extends ReasonedRefusal<TokenRefusalReason> {
  constructor(reason: TokenRefusalReason, text: string) {
    super(reason, CONDITION_OF[reason], text)
  }
}
