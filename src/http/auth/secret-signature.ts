import { createHmac, timingSafeEqual } from 'node:crypto'
import type { JWTClaimVerificationOptions, JWTPayload } from 'jose'
import { UnsecuredJWT } from 'jose/jwt/unsecured'

/** The hash of each algorithm for a secret (RFC 7518 §3.2). */
const HASHES: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }
const NO_ALGORITHM = Buffer.from('{"alg":"none"}').toString('base64url')

/**
 * Whether a token (RFC 7515 §7.1) has the signature that this secret and algorithm give it, in its usual encoding. The
 * library does the same in another thread, which takes longer than all the rest of a small request.
 */
export function isSignedWith(token: string, secret: Uint8Array, algorithm: string): boolean {
  const end = token.lastIndexOf('.')
  const hash = HASHES[algorithm]
  if (hash === undefined || end < 0) return false
  const expected = Buffer.from(createHmac(hash, secret).update(token.slice(0, end)).digest('base64url'))
  const signature = Buffer.from(token.slice(end + 1))
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}

/** The claims of a token whose signature is right, checked by the library. Throws its errors. */
export function checkedClaims(token: string, options: JWTClaimVerificationOptions): JWTPayload {
  const payload = token.slice(token.indexOf('.') + 1, token.lastIndexOf('.'))
  return UnsecuredJWT.decode(`${NO_ALGORITHM}.${payload}.`, options).payload
}
