import { type JWTPayload, SignJWT } from 'jose'
import { type Jid, parseBareJid } from '../../stanza/jid.js'
import { parseScopes, type Scope } from '../../tokens/scope.js'
import { userIdOf } from '../../user-id.js'
import { TokenInvalid } from '../errors/token-refusal.js'
import { claimsOf } from './signature.js'
import type { TokenRules } from './token-rules.js'

/** What a token says: who speaks, how the person is called where the signer knows it, and what they come to do. */
export type TokenBearer = {
  readonly user: Jid
  readonly name?: string
  /** Left out where the token says nothing of it. */
  readonly scopes?: readonly Scope[]
}

const LONGEST_NAME = 256

/**
 * Signs a token (RFC 7519, HS256) with a shared secret, for a prepared bare JID, that is good for some hours from now.
 * Besides the claims that we read, it holds those by which the SDK of this API family finds its own user after signing in
 * with a token.
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
  readonly hours: number
  readonly name?: string
  /** Words separated by spaces; left out: all that the user may do. */
  readonly scope?: string | undefined
}

/**
 * Checks a token of another signer and reads its bearer. A token without an end (`exp`) is good as long as the key is.
 * Throws TokenExpired; KeysUnreachable, where the key cannot be had; TokenInvalid for everything else.
 */
export async function verifyToken(token: string, rules: TokenRules): Promise<TokenBearer> {
  const claims = await claimsOf(token, rules)
  const { userClaim, scopeClaim = 'scope' } = rules
  const address = claims[userClaim]
  const user = typeof address === 'string' ? parseBareJid(address) : undefined
  if (!user)
    throw new TokenInvalid(`the claim "${userClaim}" must be the bare JID of the user, such as romeo@example.org`)
  const name = displayName(claims['name'])
  const scope = claims[scopeClaim]
  return { user, ...(name !== undefined && { name }), ...(scope !== undefined && { scopes: scopesIn(scope) }) }
}

/** A text of words, as RFC 8693 has it, or a list of them, as some signers write. Anything else is no scope at all. */
function scopesIn(claim: unknown): readonly Scope[] {
  const words = Array.isArray(claim) ? claim : [claim]
  return parseScopes(words.filter(word => typeof word === 'string').join(' '))
}

/** A name is shown to other people: without what XML forbids, what a terminal acts on, and what turns text around. */
export function displayName(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined
  const name = claim
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return name === '' ? undefined : Array.from(name).slice(0, LONGEST_NAME).join('')
}
