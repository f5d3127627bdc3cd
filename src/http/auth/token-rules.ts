import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { type Algorithm, isForSecret, USUAL_ALGORITHMS } from './algorithms.js'
import { keysAt, keysOfText, type PublicKeys } from './public-keys.js'

/** Which tokens of other signers are good. An empty text stands for none. */
export type TokenRules = {
  readonly secret?: string
  /** Those of a file and those at a URL. */
  readonly publicKeys?: readonly PublicKeys[]
  /** The claim that holds the user. */
  readonly userClaim: string
  /** The claim that holds the scopes. */
  readonly scopeClaim?: string
  readonly issuer?: string
  readonly audience?: string
  /** By how many seconds the signer's clock may differ from ours. */
  readonly clockTolerance?: number
  readonly algorithms?: readonly Algorithm[]
}

/** The section `auth.jwt` of the configuration. */
export type JwtConfig = Required<Omit<TokenRules, 'publicKeys'>> & {
  readonly publicKeyFile: string
  readonly jwksUrl: string
}

/** The file with the public key cannot be used; the message says why. */
export class PublicKeyFileError extends Error {
  override readonly name = 'PublicKeyFileError'
}

/** Gets ready what the configuration names. Rejects with a PublicKeyFileError. */
export async function tokenRules(config: JwtConfig, log: Pick<Logger, 'warn'>): Promise<TokenRules> {
  const { publicKeyFile, jwksUrl, ...rules } = config
  const publicKeys = [
    ...(publicKeyFile === '' ? [] : [await keysOfFile(publicKeyFile)]),
    ...(jwksUrl === '' ? [] : [keysAt(jwksUrl, log)]),
  ]
  return { ...rules, publicKeys }
}

async function keysOfFile(path: string): Promise<PublicKeys> {
  try {
    return keysOfText(await readFile(path, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PublicKeyFileError(
      `The file of auth.jwt.publicKeyFile, ${JSON.stringify(path)}, cannot be used: ${reason}`,
    )
  }
}

/** The algorithms of the list for which there is a key. */
export function usableAlgorithms({
  secret,
  publicKeys,
  algorithms = USUAL_ALGORITHMS,
}: TokenRules): readonly Algorithm[] {
  return algorithms.filter(one => (isForSecret(one) ? (secret ?? '') !== '' : (publicKeys ?? []).length > 0))
}
