import type { Logger } from 'pino'
import { boundedResponse, reasonOf } from '../../limits/bounded-response.js'
import { isHttpsUrl } from '../../stanza/https-url.js'
import { KeysUnreachable } from '../errors/token-refusal.js'
import { keysAt, type PublicKeys, type RemoteTimes, TIMES } from './public-keys.js'

/** How long the configuration of a provider is used before it is read again, in milliseconds. Our own decision. */
const READ_FOR = 60 * 60 * 1000
/** The longest name of another issuer in the log, in characters. */
const LONGEST_SHOWN = 200

type Log = Pick<Logger, 'info' | 'warn'>

/** In milliseconds. `readFor`: how long the configuration is used before it is read again. */
export type IssuerTimes = RemoteTimes & { readonly readFor: number }

/** The keys of a provider. `read` reads its configuration before the first token needs it; it never rejects. */
export type IssuerKeys = { readonly keys: PublicKeys; read(): Promise<void> }

/**
 * The keys of an OpenID Connect provider (OpenID Connect Discovery 1.0 §4). Its configuration is read when it is first
 * needed and again each hour, but not more often than `times` allows; if it cannot be read again, the former one stays.
 * The keys throw KeysUnreachable if it was never read. `issuer`: the URL as the provider writes it.
 */
export function keysOfIssuer(issuer: string, log: Log, times: Partial<IssuerTimes> = {}): IssuerKeys {
  const { timeout, pause, readFor } = { ...TIMES, readFor: READ_FOR, ...times }
  // §4.1: a slash at the end is removed.
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  let known: { readonly jwksUri: string; readonly keys: PublicKeys } | undefined
  let triedAt = Number.NEGATIVE_INFINITY
  let readAt = Number.NEGATIVE_INFINITY
  let underWay: Promise<void> | undefined

  const read = async () => {
    try {
      const jwksUri = await jwksUriOf(issuer, { url, timeout })
      readAt = performance.now()
      if (known?.jwksUri === jwksUri) return
      known = { jwksUri, keys: keysAt(jwksUri, log, times, 'auth.oidc.issuer') }
      log.info({ issuer, jwksUri }, 'the configuration of the OpenID Connect provider was read')
    } catch (error) {
      log.warn({ url, reason: reasonOf(error) }, 'the OpenID Connect provider (auth.oidc.issuer) cannot be read')
    }
  }
  const readWhenDue = (): Promise<void> | undefined => {
    if (underWay) return underWay
    const now = performance.now()
    if (now - readAt < readFor || now - triedAt < pause) return undefined
    triedAt = now
    underWay = read().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  return {
    read: async () => readWhenDue(),
    keys: async (header, token) => {
      const reading = readWhenDue()
      // Those that are known serve while the configuration is read again.
      if (!known) await reading
      if (!known) throw new KeysUnreachable()
      return known.keys(header, token)
    },
  }
}

/** The `jwks_uri` in the configuration of a provider. Rejects with an Error that says what is wrong with it. */
async function jwksUriOf(issuer: string, { url, timeout }: { url: string; timeout: number }): Promise<string> {
  const signal = AbortSignal.timeout(timeout)
  const headers = { accept: 'application/json' }
  const response = await boundedResponse(await fetch(url, { redirect: 'error', signal, headers }))
  if (response.status !== 200) throw new Error(`the answer has the status ${response.status}`)
  const content: unknown = await response.json()
  const { issuer: named, jwks_uri: jwksUri }: Record<string, unknown> = { ...(content as object) }
  // §4.3: another issuer's keys must not pass for this one's.
  if (named !== issuer) throw new Error(`its issuer is ${shown(named)}, not that of the configuration`)
  // A provider elsewhere has no keys on this machine.
  const options = { mayQuery: true, mayBeLocal: issuer.startsWith('http:') }
  if (typeof jwksUri !== 'string' || !isHttpsUrl(jwksUri, options))
    throw new Error(`its jwks_uri is ${shown(jwksUri)}, which is no https address`)
  return jwksUri
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, LONGEST_SHOWN)
}
