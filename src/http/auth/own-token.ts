import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { userIdOf } from '../../rooms-api/user-id.js'
import type { TokenSigner, UnsignedToken } from '../../tokens/signer.js'

export const OWN_ALGORITHM = 'HS256'
export const OWN_ISSUER = 'latchstring'

/** Signs and recognises the tokens of this installation. */
export type OwnTokens = TokenSigner & {
  /** The `kid` of their header, which only this installation uses. */
  readonly kid: string
  /** The signing key. */
  readonly key: Uint8Array
}

/** `installationKey`: 32 bytes of the store, from which the signing key is derived (RFC 5869). */
export function ownTokens(installationKey: Uint8Array): OwnTokens {
  const derived = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', installationKey, '', `latchstring api token ${purpose}`, 32))
  const key = derived('signature')
  const kid = `latchstring-${Buffer.from(derived('name')).toString('hex').slice(0, 16)}`
  return {
    kid,
    key,
    idOf: jti => createHash('sha256').update(jti).digest('hex').slice(0, 24),
    sign: token => signed(claimsOf(token), { kid, key }),
  }
}

/** COMPAT: the first four claims are those in which the SDK of the API family looks for its user. */
function claimsOf({ stored, jti, name, maxRenewals }: UnsignedToken): Record<string, unknown> {
  const { user, scopes, renewedAt, expiresAt, renewals } = stored
  return {
    countRenewed: renewals,
    maxTokenRenew: maxRenewals,
    user: { id: userIdOf(user), loginEmail: user },
    app: { id: 'latchstring', name: 'Latchstring' },
    ...(name === undefined ? {} : { name }),
    iss: OWN_ISSUER,
    sub: user,
    jti,
    scope: scopes.join(' '),
    iat: Math.floor(renewedAt / 1000),
    exp: Math.floor(expiresAt / 1000),
  }
}

/** A JSON Web Token (RFC 7519). Synchronous, unlike the library's, because the domain cannot wait. */
function signed(claims: Record<string, unknown>, { kid, key }: Pick<OwnTokens, 'kid' | 'key'>): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')
  const text = `${part({ alg: OWN_ALGORITHM, typ: 'JWT', kid })}.${part(claims)}`
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}
