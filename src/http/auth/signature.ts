import type {
  JWTClaimVerificationOptions,
  JWTPayload,
  JWTVerifyGetKey,
  JWTVerifyOptions,
  KeyInput,
  ProtectedHeaderParameters,
} from 'jose'
import { decodeProtectedHeader } from 'jose/decode/protected_header'
import * as errors from 'jose/errors'
import { decodeJwt } from 'jose/jwt/decode'
import { jwtVerify } from 'jose/jwt/verify'
import { isForSecret } from '../../config/algorithms.js'
import { KeysUnreachable, TokenExpired, TokenInvalid } from '../errors/token-refusal.js'
import { checkedClaims, isSignedWith } from './secret-signature.js'
import { type TokenRules, usableAlgorithms } from './token-rules.js'

/** A key, or a set of keys from which the header of the token selects one. */
type Key = KeyInput | JWTVerifyGetKey

const NOT_A_TOKEN = 'it is not a signed JSON Web Token'

/**
 * The types of access tokens (RFC 9068 §2.1) and ID tokens. A provider signs other things for the same audience, such
 * as the order to end a session (OpenID Connect Back-Channel Logout §2.4).
 */
const TOKEN_TYPES = ['jwt', 'at+jwt', 'application/at+jwt']

/** Reads the header of a token without verifying it. Throws TokenInvalid if there is none. */
export function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token)
  } catch {
    throw new TokenInvalid(NOT_A_TOKEN)
  }
}

/** The issuer that a token names, which is not verified yet; undefined if it names none. */
export function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

/**
 * The claims of a token of another signer. Its algorithm determines the kind of key, so that a public key is never used
 * as a secret. Throws as `claimsSignedBy` does.
 */
export async function claimsOf(token: string, rules: TokenRules): Promise<JWTPayload> {
  const { alg, typ = 'JWT' } = headerOf(token)
  const { secret = '', publicKeys = [], issuer, audience, clockTolerance = 0, isOfProvider = false } = rules
  const usable = usableAlgorithms(rules)
  if (usable.length === 0) throw new TokenInvalid('this service accepts none of its signer')
  const algorithm = usable.find(one => one === alg)
  if (!algorithm) throw new TokenInvalid(`it must be signed with ${usable.join(' or ')}`)
  if (isOfProvider && !TOKEN_TYPES.includes(String(typ).toLowerCase()))
    throw new TokenInvalid('it is neither an access token nor an ID token')
  const options = {
    clockTolerance,
    ...(issuer && { issuer }),
    ...(audience && { audience: typeof audience === 'string' ? audience : [...audience] }),
    ...(isOfProvider && { requiredClaims: ['exp'] }),
  }
  if (isForSecret(algorithm))
    return claimsSignedWith(token, { secret: new TextEncoder().encode(secret), algorithm }, options)
  return claimsSignedBy(token, publicKeys, { ...options, algorithms: [algorithm] })
}

/** The claims of a token that was signed with this secret. Throws as `claimsSignedBy` does. */
export async function claimsSignedWith(
  token: string,
  { secret, algorithm }: { readonly secret: Uint8Array; readonly algorithm: string },
  options: JWTClaimVerificationOptions,
): Promise<JWTPayload> {
  const { alg, crit } = headerOf(token)
  const isUsual = alg === algorithm && crit === undefined
  if (!isUsual || !isSignedWith(token, secret, algorithm)) {
    return claimsSignedBy(token, [secret], { ...options, algorithms: [algorithm] })
  }
  try {
    return checkedClaims(token, options)
  } catch (error) {
    throw refusalOf(error)
  }
}

/**
 * The claims of a token that one of these keys has signed. Throws TokenExpired; KeysUnreachable if the right key may be
 * among those that cannot be fetched; TokenInvalid in all other cases.
 */
async function claimsSignedBy(
  token: string,
  keys: Iterable<Key> | AsyncIterable<Key>,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return await claimsByAny(token, keys, options)
  } catch (error) {
    throw refusalOf(error, options)
  }
}

/** Tries the keys in order. Throws the last error, but KeysUnreachable if one of the keys could not be fetched. */
async function claimsByAny(
  token: string,
  keys: Iterable<Key> | AsyncIterable<Key>,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  let failure: unknown
  for await (const key of keys) {
    try {
      return await claimsBy(token, key, options)
    } catch (error) {
      if (!isForOtherKey(error)) throw error
      if (!(failure instanceof KeysUnreachable)) failure = error
    }
  }
  throw failure
}

async function claimsBy(token: string, key: Key, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, options)).payload
  } catch (error) {
    // Several keys of the set fit the header; the error is an iterator over them.
    if (error instanceof errors.JWKSMultipleMatchingKeys) return claimsByAny(token, error, options)
    throw error
  }
}

/** Whether another key may still have signed the token. */
function isForOtherKey(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof KeysUnreachable
  )
}

function refusalOf(error: unknown, options: JWTVerifyOptions = {}): Error {
  if (error instanceof KeysUnreachable) return error
  if (error instanceof errors.JWTExpired) return new TokenExpired()
  return new TokenInvalid(reasonOf(error, options))
}

function reasonOf(error: unknown, { algorithms = [] }: JWTVerifyOptions): string {
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    const ours = algorithms.some(one => one.startsWith('HS')) ? 'the secret' : 'a key'
    return `its signature is not from ${ours} of this service`
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'this service does not know the key that signed it'
  // Only names of claims that the library knows, never a text that the bearer chose.
  if (!(error instanceof errors.JWTClaimValidationFailed)) return NOT_A_TOKEN
  const { claim, reason } = error
  if (claim === 'exp' && reason === 'missing') return 'it does not expire'
  return claim === 'iss' || claim === 'aud'
    ? `its claim "${claim}" is not the one that this service requires`
    : `its claim "${claim}" does not allow it now`
}
