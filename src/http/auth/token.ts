import type { JWTPayload } from 'jose'
import { SignJWT } from 'jose/jwt/sign'
import { userIdOf } from '../../rooms-api/user-id.js'
import { parseScopes, type Scope } from '../../tokens/scope.js'
import { addressOf } from './bearer-address.js'
import { claimsOf } from './signature.js'
import type { TokenBearer } from './token-bearer.js'
import type { TokenRules } from './token-rules.js'

const LONGEST_NAME = 256

/**
 * Signs a token (RFC 7519, HS256) with a shared secret. `user` is a prepared bare JID. COMPAT: the first four claims are
 * those in which the SDK of the API family looks for its user.
 */
export async function signToken(secret: string, { user, userClaim, hours, name, scope }: TokenToSign): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims: JWTPayload = {
    countRenewed: 0,
    maxTokenRenew: 0,
    user: { id: userIdOf(user), loginEmail: user },
    app: { id: 'latchstring', name: 'Latchstring' },
    ...(name === undefined ? {} : { name }),
    ...(scope === undefined ? {} : { scope }),
    [userClaim]: user,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + Math.round(hours * 3600))
    .sign(new TextEncoder().encode(secret))
}

type TokenToSign = {
  readonly user: string
  readonly userClaim: string
  /** The lifetime. */
  readonly hours: number
  readonly name?: string
  /** Scopes, separated by spaces; undefined for no restriction. */
  readonly scope?: string | undefined
}

/**
 * Verifies a token of another signer. A token without `exp` is valid as long as its key. Throws TokenExpired;
 * KeysUnreachable if the key cannot be fetched; TokenInvalid in all other cases. Adds it to the recent tokens of the rules.
 */
export async function verifyToken(token: string, rules: TokenRules): Promise<TokenBearer> {
  const claims = await claimsOf(token, rules)
  const bearer = bearerOf(claims, rules)
  const { recent, clockTolerance = 0 } = rules
  recent?.add(token, bearer, ((claims.exp ?? Number.POSITIVE_INFINITY) + clockTolerance) * 1000)
  return bearer
}

function bearerOf(claims: JWTPayload, rules: TokenRules): TokenBearer {
  const user = addressOf(claims, rules)
  const name = displayName(claims['name'])
  const scope = claims[rules.scopeClaim ?? 'scope']
  return {
    user,
    ...(name !== undefined && { name }),
    ...(scope !== undefined && { scopes: scopesIn(scope) }),
    ...(claims.exp !== undefined && { expiresAt: claims.exp * 1000 }),
  }
}

/** Reads scopes from a text (RFC 8693 §4.2) or from a list, as some signers write. Other values give no scope. */
function scopesIn(claim: unknown): readonly Scope[] {
  const words = Array.isArray(claim) ? claim : [claim]
  return parseScopes(words.filter(word => typeof word === 'string').join(' '))
}

/** Other users see the name: removes characters that XML forbids, control characters and bidirectional controls. */
export function displayName(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined
  const name = claim
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return name === '' ? undefined : Array.from(name).slice(0, LONGEST_NAME).join('')
}
