import type { ApiToken } from './api-token.js'
import { type TokenContext, tokensOf } from './context.js'
import { TokenRefusal } from './refusal.js'
import { areWithin, mostScopesOf, type Scope } from './scope.js'

const HOUR = 60 * 60 * 1000
/** The largest number of tokens of one user. Our own decision. */
export const MOST_TOKENS = 50

export type TokenRequest = {
  /** The prepared bare JID of the user, who must be authenticated. */
  readonly user: string
  readonly name?: string | undefined
  readonly label: string
  /** Without it the token gets all scopes of the user, but not `act-as`. */
  readonly scopes?: readonly Scope[] | undefined
  /** The scopes of the token that authenticates the request; absent for a password. */
  readonly callerScopes?: readonly Scope[] | undefined
  /** The lifetime in hours; without it the configured one. */
  readonly hours?: number | undefined
  /** Whether, at the limit of tokens, the new token replaces the least recently renewed one with the same label. */
  readonly replacesOldest?: boolean
}

/** `token` is the JWT, which is shown only once; `stored` is its record. */
export type IssuedToken = { readonly token: string; readonly stored: ApiToken }

/**
 * Issues a token; needs the look-up `{ apiTokensOf: user }`. Throws `wider-scope` for a scope that the user or the
 * caller's token lacks, `too-long-a-life`, or `too-many-tokens`.
 */
export function issueToken(context: TokenContext, request: TokenRequest): IssuedToken {
  const { batch, settings } = context
  const { signer, hours: usualHours, renewals: maxRenewals } = settings.tokens
  const { user, name, label, hours = usualHours } = request
  const scopes = grantedScopes(context, request)
  refuseLongLife(context, request)
  makeSpace(context, request)
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
  const { serviceAccounts } = settings.tokens
  const own = mostScopesOf(user, { admins: settings.admins, serviceAccounts })
  const most = callerScopes ? own.filter(scope => callerScopes.includes(scope)) : own
  if (scopes && !areWithin(scopes, most)) {
    throw new TokenRefusal('wider-scope', `The new token may have only these scopes of yours: ${most.join(' ')}.`)
  }
  return scopes ?? most.filter(scope => scope !== 'act-as')
}

/** Requests without a token, such as the command line, may exceed the configured lifetime. */
function refuseLongLife({ settings }: TokenContext, { hours, callerScopes }: TokenRequest): void {
  const { maxHours } = settings.tokens
  if (callerScopes && hours !== undefined && hours > maxHours) {
    throw new TokenRefusal('too-long-a-life', `A token may be valid for at most ${maxHours} hours.`)
  }
}

function makeSpace(context: TokenContext, { label, replacesOldest }: TokenRequest): void {
  const { batch } = context
  const tokens = tokensOf(context)
  if (tokens.length < MOST_TOKENS) return
  const [oldest] = tokens.filter(token => token.label === label).sort((a, b) => a.renewedAt - b.renewedAt)
  if (!replacesOldest || !oldest) {
    throw new TokenRefusal('too-many-tokens', `You have ${MOST_TOKENS} tokens, which is the limit; revoke one.`)
  }
  batch.change({ kind: 'api-token', was: oldest, now: undefined, at: batch.at })
}
