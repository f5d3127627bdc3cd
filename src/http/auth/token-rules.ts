import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { type Algorithm, isForSecret, USUAL_ALGORITHMS } from '../../config/algorithms.js'
import { FileError } from '../../file-trouble.js'
import { keysAt, keysOfText, type PublicKeys } from './public-keys.js'
import { RecentTokens } from './recent-tokens.js'

/** Which tokens of other signers are accepted. An empty text means that the rule is not set. */
export type TokenRules = {
  readonly secret?: string
  /** The keys of a file and the keys at a URL. */
  readonly publicKeys?: readonly PublicKeys[]
  /** The claim that holds the user. */
  readonly userClaim: string
  /** The claim that holds the scopes. */
  readonly scopeClaim?: string
  readonly issuer?: string
  readonly audience?: string
  /** Seconds by which the signer's clock may differ from ours. */
  readonly clockTolerance?: number
  readonly algorithms?: readonly Algorithm[]
  /** Absent if tokens must be verified each time: the keys at a URL can be withdrawn. */
  readonly recent?: RecentTokens
}

/** The section `auth.jwt` of the configuration. */
export type JwtConfig = Required<Omit<TokenRules, 'publicKeys' | 'recent'>> & {
  readonly publicKeyFile: string
  readonly jwksUrl: string
}

/** Reads the keys that the configuration names. Rejects with a FileError. */
export async function tokenRules(config: JwtConfig, log: Pick<Logger, 'warn'>): Promise<TokenRules> {
  const { publicKeyFile, jwksUrl, ...rules } = config
  const publicKeys = [
    ...(publicKeyFile === '' ? [] : [await keysOfFile(publicKeyFile)]),
    ...(jwksUrl === '' ? [] : [keysAt(jwksUrl, log)]),
  ]
  return { ...rules, publicKeys, ...(jwksUrl === '' && { recent: new RecentTokens() }) }
}

async function keysOfFile(path: string): Promise<PublicKeys> {
  try {
    return keysOfText(await readFile(path, 'utf8'))
  } catch (error) {
    throw new FileError('auth.jwt.publicKeyFile', path, error)
  }
}

/** The allowed algorithms for which there is a key. */
export function usableAlgorithms({
  secret,
  publicKeys,
  algorithms = USUAL_ALGORITHMS,
}: TokenRules): readonly Algorithm[] {
  return algorithms.filter(one => (isForSecret(one) ? (secret ?? '') !== '' : (publicKeys ?? []).length > 0))
}
