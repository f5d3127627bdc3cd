import type { ApiToken } from './api-token.js'
import { type TokenContext, tokensOf } from './context.js'
import { TokenRefusal } from './refusal.js'
import { areWithin, type Scope, scopesOf } from './scope.js'

const HOUR = 60 * 60 * 1000
/** A person with more clients than that is no person. Our own decision. */
export const MOST_TOKENS = 50

export type TokenRequest = {
  /** Whose it is going to be: a prepared bare JID. The caller knows that it is they who ask. */
  readonly user: string
  /** What others hear the person called, where that is known. */
  readonly name?: string | undefined
  readonly label: string
  /** Left out: all that the person may do. */
  readonly scopes?: readonly Scope[] | undefined
  /** The scopes of the token with which the person asks; left out where they came with a password. */
  readonly callerScopes?: readonly Scope[] | undefined
  /** Left out: as the configuration has it. */
  readonly hours?: number | undefined
  /**
   * Who has all the tokens that one may have is refused another one; or else, with this, loses the one with the same
   * label that was made or renewed longest ago.
   */
  readonly replacesOldest?: boolean
}

/** What the bearer gets, this once, and what is stored. */
export type IssuedToken = { readonly token: string; readonly stored: ApiToken }

/**
 * Makes a token for a person; what it needs is looked up by `{ apiTokensOf: user }`. Refuses scopes that the person, or
 * the token with which they ask, does not have.
 */
export function issueToken(turn: TokenContext, request: TokenRequest): IssuedToken {
  const { batch, settings } = turn
  const { signer, hours: usualHours, renewals: maxRenewals } = settings.tokens
  const { user, name, label, hours = usualHours } = request
  const scopes = grantedScopes(turn, request)
  refuseLongLife(turn, request)
  makeSpace(turn, request)
  const jti = batch.newId()
  const stored: ApiToken = {
    id: signer.idOf(jti),
    user,
    label,
    scopes,
    createdAt: batch.at,
    expiresAt: batch.at + Math.round(hours * HOUR),
    renewedAt: batch.at,
    renewals: 0,
  }
  batch.change({ kind: 'api-token', was: undefined, now: stored, at: batch.at })
  return { token: signer.sign({ stored, jti, name, maxRenewals }), stored }
}

function grantedScopes({ settings }: TokenContext, { user, scopes, callerScopes }: TokenRequest): readonly Scope[] {
  const own = scopesOf(user, settings.admins)
  const most = callerScopes ? own.filter(scope => callerScopes.includes(scope)) : own
  if (scopes && !areWithin(scopes, most)) {
    throw new TokenRefusal('wider-scope', `The new token may have no other scopes than yours: ${most.join(' ')}.`)
  }
  return scopes ?? most
}

/** Whoever runs the service may say more, and asks with no token. */
function refuseLongLife({ settings }: TokenContext, { hours, callerScopes }: TokenRequest): void {
  const { maxHours } = settings.tokens
  if (callerScopes && hours !== undefined && hours > maxHours) {
    throw new TokenRefusal('too-long-a-life', `A token may be good for ${maxHours} hours at most.`)
  }
}

function makeSpace(turn: TokenContext, { label, replacesOldest }: TokenRequest): void {
  const { batch } = turn
  const tokens = tokensOf(turn)
  if (tokens.length < MOST_TOKENS) return
  const [oldest] = tokens.filter(token => token.label === label).sort((a, b) => a.renewedAt - b.renewedAt)
  if (!replacesOldest || !oldest) {
    throw new TokenRefusal('too-many-tokens', `You have ${MOST_TOKENS} tokens, as many as one may have; revoke one.`)
  }
  batch.change({ kind: 'api-token', was: oldest, now: undefined, at: batch.at })
}
