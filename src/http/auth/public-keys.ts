import { createPublicKey } from 'node:crypto'
import type { JWK, JWTVerifyGetKey } from 'jose'
import * as errors from 'jose/errors'
import { createLocalJWKSet } from 'jose/jwks/local'
import { createRemoteJWKSet, customFetch } from 'jose/jwks/remote'
import type { Logger } from 'pino'
import { boundedResponse, reasonOf } from '../../limits/bounded-response.js'
import { UNAVAILABLE_SECONDS } from '../errors/error-headers.js'
import { KeysUnreachable } from '../errors/token-refusal.js'

/** Public keys in the form of the library: it selects one by the header of a token. */
export type PublicKeys = JWTVerifyGetKey

/**
 * Reads public keys from PEM (SPKI or a certificate), a JWK or a JWKS (RFC 7517). Throws an Error with the reason if the
 * text is none of these or holds a secret key. The `kid` of a token is ignored, for a PEM key has no id.
 */
export function keysOfText(text: string): PublicKeys {
  const keys = text.trimStart().startsWith('{') ? keysOfJson(text) : [keyOfPem(text)]
  for (const key of keys) {
    if (key.kty === 'oct' || key.d !== undefined) throw new Error('it holds a secret key; use the public key alone')
  }
  const local = createLocalJWKSet({ keys })
  return ({ kid, ...header }, token) => local(header, token)
}

function keysOfJson(text: string): JWK[] {
  const content: unknown = parseJson(text)
  const keys = isRecord(content) && 'keys' in content ? content['keys'] : [content]
  const areKeys = Array.isArray(keys) && keys.length > 0 && keys.every(key => isRecord(key) && 'kty' in key)
  if (!areKeys) throw new Error('it holds no JSON Web Key')
  for (const key of keys as JWK[]) if (key.kty !== 'oct') checkKey(key)
  return keys as JWK[]
}

function checkKey(key: JWK): void {
  try {
    createPublicKey({ key, format: 'jwk' })
  } catch {
    throw new Error(`it holds a JSON Web Key of the type ${JSON.stringify(key.kty)} that is incomplete`)
  }
}

function keyOfPem(text: string): JWK {
  if (text.includes('PRIVATE KEY-----')) throw new Error('it holds a private key; use the public key')
  try {
    return createPublicKey(text).export({ format: 'jwk' }) as JWK
  } catch {
    throw new Error('it is not a public key: neither PEM (-----BEGIN PUBLIC KEY-----) nor a JSON Web Key (Set)')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is not valid JSON')
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** In milliseconds. */
export type RemoteTimes = {
  /** The timeout of one request. */
  readonly timeout: number
  /** The shortest time between two fetches because of an unknown key id. */
  readonly cooldown: number
  /** How long fetched keys are used before they are fetched again. */
  readonly cached: number
  /** The shortest time between two fetches, also after a failed one. */
  readonly pause: number
}

export const TIMES: RemoteTimes = {
  timeout: 5000,
  cooldown: 30_000,
  cached: 600_000,
  pause: UNAVAILABLE_SECONDS * 1000,
}

/**
 * The keys at a URL. They are fetched when they are first needed, and again when they are old or a token names an
 * unknown key, but not more often than `times` allows. Throws KeysUnreachable, and logs the reason, if the fetch fails.
 * `named`: the key of the configuration by which the URL is known.
 */
export function keysAt(
  url: string,
  log: Pick<Logger, 'warn'>,
  times: Partial<RemoteTimes> = {},
  named = 'auth.jwt.jwksUrl',
): PublicKeys {
  const { timeout, cooldown, cached, pause } = { ...TIMES, ...times }
  let fetchedAt = Number.NEGATIVE_INFINITY
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeout,
    cooldownDuration: cooldown,
    cacheMaxAge: cached,
    [customFetch]: async (...request: Parameters<typeof fetch>) => {
      if (performance.now() - fetchedAt < pause) throw new KeysUnreachable()
      fetchedAt = performance.now()
      return boundedResponse(await fetch(...request))
    },
  })
  return async (header, token) => {
    try {
      return await remote(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
      if (error instanceof KeysUnreachable) throw error
      log.warn({ url, reason: reasonOf(error) }, `the keys for tokens (${named}) cannot be fetched`)
      throw new KeysUnreachable()
    }
  }
}
