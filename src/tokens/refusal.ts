import { type Condition, StanzaError } from '../stanza/error.js'

/** Why a token is not made, renewed or revoked, and the XMPP condition that says so to a client. */
const CONDITION_OF = {
  /** The person has all the tokens that one may have. */
  'too-many-tokens': 'resource-constraint',
  /** The person has no token with this id. */
  'unknown-token': 'item-not-found',
  /** Nobody gives or takes more than they have themselves. */
  'wider-scope': 'forbidden',
  /** Longer than the configuration allows. */
  'too-long-a-life': 'not-acceptable',
  'renewed-too-often': 'not-allowed',
} as const satisfies Record<string, Condition>

export type TokenRefusalReason = keyof typeof CONDITION_OF

/** A refusal of an act on tokens. */
export class TokenRefusal extends StanzaError {
  readonly reason: TokenRefusalReason

  constructor(reason: TokenRefusalReason, text: string) {
    super(CONDITION_OF[reason], text)
    this.name = 'TokenRefusal'
    this.reason = reason
  }
}
