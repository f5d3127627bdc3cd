import type { ApiToken } from './api-token.js'
import { type TokenContext, tokensOf } from './context.js'
import { TokenRefusal } from './refusal.js'
import { areWithin, type Scope } from './scope.js'

/** Whose tokens are revoked, with what scopes the person asks: a token that may little revokes none that may more. */
export type Revocation = { readonly callerScopes: readonly Scope[] }

/** Revokes a token of a person; what it needs is looked up by `{ apiTokensOf: user }`. */
export function revokeToken(turn: TokenContext, { id, callerScopes }: Revocation & { readonly id: string }): void {
  const token = tokensOf(turn).find(one => one.id === id)
  if (!token) throw new TokenRefusal('unknown-token', `You have no token with the id ${id}.`)
  if (!mayRevoke(turn, token, callerScopes)) {
    throw new TokenRefusal(
      'wider-scope',
      `This token may do more than yours; come with one for ${token.scopes.join(' ')}.`,
    )
  }
  remove(turn, token)
}

/** Revokes all tokens of a person that may do no more than the one with which they ask. Gives how many. */
export function revokeTokens(turn: TokenContext, { callerScopes }: Revocation): number {
  const revoked = tokensOf(turn).filter(token => mayRevoke(turn, token, callerScopes))
  for (const token of revoked) remove(turn, token)
  return revoked.length
}

/** What a token says of the powers of an admin is worth nothing where its user is one no more. */
function mayRevoke({ settings }: TokenContext, { user, scopes }: ApiToken, callerScopes: readonly Scope[]): boolean {
  const isAdmin = settings.admins.includes(user)
  return areWithin(isAdmin ? scopes : scopes.filter(scope => scope !== 'admin'), callerScopes)
}

function remove({ batch }: TokenContext, was: ApiToken): void {
  batch.change({ kind: 'api-token', was, now: undefined, at: batch.at })
}
