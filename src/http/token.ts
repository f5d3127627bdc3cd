import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { type Jid, parseBareJid } from '../stanza/jid.js'
import { userIdOf } from '../user-id.js'

/** What a token says: who speaks, and how the person is called where the signer knows it. */
export type TokenBearer = { readonly user: Jid; readonly name?: string }

/** The token was good once. */
export class TokenExpired extends Error {
  override readonly name = 'TokenExpired'

  constructor() {
    super('jwt expired')
  }
}

/** The token was never good; the message is the reason in plain words. */
export class TokenInvalid extends Error {
  override readonly name = 'TokenInvalid'
}

const ALGORITHM = 'HS256'
const LONGEST_NAME = 256

/**
 * Signs a token (RFC 7519, HS256) for a prepared bare JID that is good for some hours from now. Besides the claims that
 * we read, it holds those by which the SDK of this API family finds its own user after signing in with a token.
 */
export async function signToken(
  secret: string,
  { user, userClaim, hours, name }: { user: string; userClaim: string; hours: number; name?: string },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims: JWTPayload = {
    countRenewed: 0,
    maxTokenRenew: 0,
    user: { id: userIdOf(user), loginEmail: user },
    app: { id: 'latchstring', name: 'Latchstring' },
    ...(name === undefined ? {} : { name }),
    [userClaim]: user,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + Math.round(hours * 3600))
    .sign(keyOf(secret))
}

/**
 * Checks a token and reads its bearer. A token without an end (`exp`) is good as long as the secret is.
 * Throws TokenExpired, or TokenInvalid for everything else that is wrong with it.
 */
export async function verifyToken(
  token: string,
  { secret, userClaim }: { secret: string; userClaim: string },
): Promise<TokenBearer> {
  const claims = await verifiedClaims(token, secret)
  const address = claims[userClaim]
  const user = typeof address === 'string' ? parseBareJid(address) : undefined
  if (!user)
    throw new TokenInvalid(`the claim "${userClaim}" must be the bare JID of the user, such as romeo@example.org`)
  const name = displayName(claims['name'])
  return name === undefined ? { user } : { user, name }
}

async function verifiedClaims(token: string, secret: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), { algorithms: [ALGORITHM] })
    return payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new TokenExpired()
    throw new TokenInvalid(reasonOf(error))
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'its signature is not from the secret of this service'
  if (error instanceof errors.JOSEAlgNotAllowed) return `it must be signed with ${ALGORITHM}`
  // Only claims that the library knows get here, such as nbf: no text of the bearer's choosing.
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim "${error.claim}" does not allow it now`
  return 'it is not a signed JSON Web Token'
}

function keyOf(secret: string): Uint8Array {
  return new TextEncoder().encode(secret)
}

/** A name is shown to other people: without what XML forbids, what a terminal acts on, and what turns text around. */
function displayName(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined
  const name = claim
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return name === '' ? undefined : Array.from(name).slice(0, LONGEST_NAME).join('')
}
