import { type TokenContext, tokensOf } from './context.js'
import type { IssuedToken } from './issue.js'
import { TokenRefusal } from './refusal.js'

/**
 * Renews a token: issues a new JWT for the same record, with the original lifetime. The former JWT stays valid until
 * its own expiry, since requests may be on their way with it; revoking the token ends both. Needs the look-up `{
 * apiTokensOf: user }`; `jti` and `name` are claims of the former JWT. Throws `unknown-token` or `renewed-too-often`.
 */
export function renewToken(context: TokenContext, renewed: { jti: string; name?: string | undefined }): IssuedToken {
  const { batch, settings } = context
  const { signer, renewals: maxRenewals } = settings.tokens
  const id = signer.idOf(renewed.jti)
  const was = tokensOf(context).find(token => token.id === id)
  if (!was) throw new TokenRefusal('unknown-token', 'This token has been revoked or has expired; sign in again.')
  if (was.renewals >= maxRenewals) {
    throw new TokenRefusal('renewed-too-often', `This token was renewed ${was.renewals} times; sign in again.`)
  }
  const expiresAt = batch.at + (was.expiresAt - was.renewedAt)
  const stored = { ...was, expiresAt, renewedAt: batch.at, renewals: was.renewals + 1 }
  batch.change({ kind: 'api-token', was, now: stored, at: batch.at })
  return { token: signer.sign({ ...renewed, stored, maxRenewals }), stored }
}
