import { createPublicKey } from 'node:crypto'
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWK, type JWTVerifyGetKey } from 'jose'
import type { Logger } from 'pino'
import { UNAVAILABLE_SECONDS } from '../errors/error-headers.js'
import { KeysUnreachable } from '../errors/token-refusal.js'

/** Public keys, of which the header of a token chooses; as the library takes them. */
export type PublicKeys = JWTVerifyGetKey

/**
 * The keys of a text: PEM (a public key as SPKI, or a certificate), a JWK or a JWKS (RFC 7517). Throws an error that says
 * what is wrong with it. Which key is meant is tried out: a PEM has no name by which a token could choose it.
 */
export function keysOfText(text: string): PublicKeys {
  const keys = text.trimStart().startsWith('{') ? keysOfJson(text) : [keyOfPem(text)]
  for (const key of keys) {
    if (key.kty === 'oct' || key.d !== undefined) throw new Error('it holds a secret key; put in the public one alone')
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
    throw new Error(`it holds a JSON Web Key of the type ${JSON.stringify(key.kty)} that is not whole`)
  }
}

function keyOfPem(text: string): JWK {
  if (text.includes('PRIVATE KEY-----')) throw new Error('it holds a private key; put in the public one')
  try {
    return createPublicKey(text).export({ format: 'jwk' }) as JWK
  } catch {
    throw new Error('it is no public key: neither PEM (-----BEGIN PUBLIC KEY-----) nor a JSON Web Key (Set)')
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
  /** How long one answer may take. */
  readonly patience: number
  /** How long a key that is not among those known is not asked for again. */
  readonly cooldown: number
  /** How long the keys are taken for good without asking again. */
  readonly cached: number
  /** How long it waits after it has asked in vain. */
  readonly pause: number
}

const TIMES: RemoteTimes = { patience: 5000, cooldown: 30_000, cached: 600_000, pause: UNAVAILABLE_SECONDS * 1000 }

/**
 * The keys at a URL, fetched when they are needed for the first time, and again when they are old or a token names one
 * that is new. Whoever sends tokens with made-up key ids makes us ask no more often for it. Throws KeysUnreachable, and
 * tells the log why, where they cannot be had.
 */
export function keysAt(url: string, log: Pick<Logger, 'warn'>, times: Partial<RemoteTimes> = {}): PublicKeys {
  const { patience, cooldown, cached, pause } = { ...TIMES, ...times }
  let asked = Number.NEGATIVE_INFINITY
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: patience,
    cooldownDuration: cooldown,
    cacheMaxAge: cached,
    [customFetch]: async (...request: Parameters<typeof fetch>) => {
      if (performance.now() - asked < pause) throw new KeysUnreachable()
      asked = performance.now()
      return boundedResponse(await fetch(...request))
    },
  })
  return async (header, token) => {
    try {
      return await remote(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
      if (error instanceof KeysUnreachable) throw error
      log.warn({ url, reason: reasonOf(error) }, 'the keys for tokens (auth.jwt.jwksUrl) cannot be had')
      throw new KeysUnreachable()
    }
  }
}

/** In bytes, unpacked: a key takes a few hundred. */
const LARGEST_ANSWER = 256 * 1024

/** The answer read whole, or not at all: the library takes whatever comes. */
async function boundedResponse({ body, status }: Response): Promise<Response> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body ?? []) {
    length += piece.length
    if (length > LARGEST_ANSWER) throw new Error(`the answer has more than ${LARGEST_ANSWER} bytes`)
    pieces.push(piece)
  }
  return new Response(Buffer.concat(pieces), { status })
}

/** Of a failed fetch the cause says more. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  return cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message
}
