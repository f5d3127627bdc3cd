import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { type Algorithm, isForSecret, USUAL_ALGORITHMS } from '../../config/algorithms.js'
import { FileError } from '../../file-trouble.js'
import { keysOfIssuer } from './issuer-keys.js'
import { keysAt, keysOfText, type PublicKeys } from './public-keys.js'
import { RecentTokens } from './recent-tokens.js'

/** Which tokens of other signers are accepted. An empty text means that the rule is not set. */
export type TokenRules = {
  readonly secret?: string
  /** The keys of a file and the keys at a URL. */
  readonly publicKeys?: readonly PublicKeys[]
  /** The claim that holds the user's bare JID, or a template of it such as `{preferred_username}@example.org`. */
  readonly userClaim: string
  /** The prepared domains of the users, if `userClaim` is a claim; empty for any. */
  readonly domains?: readonly string[]
  /** The claim that holds the scopes. */
  readonly scopeClaim?: string
  readonly issuer?: string
  /** One of these, if it is a list. */
  readonly audience?: string | readonly string[]
  /** The token must expire, and its type must be that of an access token or an ID token. */
  readonly isOfProvider?: true
  /** Seconds by which the signer's clock may differ from ours. */
  readonly clockTolerance?: number
  readonly algorithms?: readonly Algorithm[]
  /** Absent if tokens must be verified each time: the keys at a URL can be withdrawn. */
  readonly recent?: RecentTokens
}

/** The section `auth.jwt` of the configuration. */
export type JwtConfig = Required<Omit<TokenRules, 'publicKeys' | 'recent' | 'isOfProvider' | 'domains'>> &
  Pick<TokenRules, 'domains'> & {
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

/** The section `auth.oidc` of the configuration. */
export type OidcConfig = {
  /** The URL of the provider; empty for none. */
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly userClaim: string
  readonly domains: readonly string[]
  readonly scopeClaim: string
  readonly clockTolerance: number
}

/**
 * The rules for tokens of an OpenID Connect provider, whose configuration begins to be read; undefined if there is none. A
 * token must name us as its audience, since the provider signs tokens for other services, too.
 */
export function providerRules(
  { issuer, audiences, ...rules }: OidcConfig,
  log: Pick<Logger, 'info' | 'warn'>,
): TokenRules | undefined {
  if (issuer === '') return undefined
  const { keys, read } = keysOfIssuer(issuer, log)
  void read()
  return { ...rules, issuer, audience: audiences, publicKeys: [keys], isOfProvider: true }
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
