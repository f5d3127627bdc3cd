import { type TokenContext, tokensOf } from './context.js'
import type { IssuedToken } from './issue.js'
import { TokenRefusal } from './refusal.js'

/**
 * Makes a token good for as long again as it was at first; what it needs is looked up by `{ apiTokensOf: user }`. It is
 * still the same token, written anew: what was written before stays good until its own end, since requests may be under
 * way with it, and revoking the token ends both. `jti` and `name` are those of the token with which the request came.
 */
export function renewToken(turn: TokenContext, renewed: { jti: string; name?: string | undefined }): IssuedToken {
  const { batch, settings } = turn
  const { signer, renewals: maxRenewals } = settings.tokens
  const id = signer.idOf(renewed.jti)
  const was = tokensOf(turn).find(token => token.id === id)
  if (!was) throw new TokenRefusal('unknown-token', 'This token has been revoked or has ended; sign in again.')
  if (was.renewals >= maxRenewals) {
    throw new TokenRefusal('renewed-too-often', `This token was renewed ${was.renewals} times; sign in again.`)
  }
  const expiresAt = batch.at + (was.expiresAt - was.renewedAt)
  const stored = { ...was, expiresAt, renewedAt: batch.at, renewals: was.renewals + 1 }
  batch.change({ kind: 'api-token', was, now: stored, at: batch.at })
  return { token: signer.sign({ ...renewed, stored, maxRenewals }), stored }
}
