import type { ApiToken } from './api-token.js'
import { type TokenContext, tokensOf } from './context.js'
import { TokenRefusal } from './refusal.js'
import { areWithin, mostScopesOf, type Scope } from './scope.js'

/** `callerScopes`: the scopes of the token that authenticates the request. It revokes no token with other scopes. */
export type Revocation = { readonly callerScopes: readonly Scope[] }

/** Revokes a token; needs the look-up `{ apiTokensOf: user }`. Throws `unknown-token` or `wider-scope`. */
export function revokeToken(context: TokenContext, { id, callerScopes }: Revocation & { readonly id: string }): void {
  const token = tokensOf(context).find(one => one.id === id)
  if (!token) throw new TokenRefusal('unknown-token', `You have no token with the id ${id}.`)
  if (!mayRevoke(context, token, callerScopes)) {
    throw new TokenRefusal(
      'wider-scope',
      `That token has scopes that yours lacks; use a token with the scopes ${token.scopes.join(' ')}.`,
    )
  }
  remove(context, token)
}

/** Revokes all tokens whose scopes are within those of the caller. Returns their number. */
export function revokeTokens(context: TokenContext, { callerScopes }: Revocation): number {
  const revoked = tokensOf(context).filter(token => mayRevoke(context, token, callerScopes))
  for (const token of revoked) remove(context, token)
  return revoked.length
}

/** The scopes `admin` and `act-as` are ignored if the user is no longer an admin of the service, or a service account. */
function mayRevoke({ settings }: TokenContext, { user, scopes }: ApiToken, callerScopes: readonly Scope[]): boolean {
  const admins = { has: (one: string) => settings.admins.includes(one) }
  const most = mostScopesOf(user, { admins, serviceAccounts: settings.tokens.serviceAccounts })
  return areWithin(
    scopes.filter(scope => most.includes(scope)),
    callerScopes,
  )
}

function remove({ batch }: TokenContext, was: ApiToken): void {
  batch.change({ kind: 'api-token', was, now: undefined, at: batch.at })
}
