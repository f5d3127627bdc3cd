import type { Logger } from 'pino'
import { createAccounts } from '../accounts/accounts.js'
import { trustedCertificates } from '../accounts/trusted-certificates.js'
import { type AccountsSocket, FoundSocket } from '../accounts/web-socket.js'
import type { Config } from '../config/config.js'
import type { HttpServerOptions } from '../http/server/options.js'
import { RateLimiter } from '../limits/rate-limiter.js'

/** Log lines per minute about unreachable accounts: any client can cause one by a sign-in. */
const MAX_TROUBLES = 5

/** How users sign in and register at the XMPP server. */
export type AccountSettings = Pick<HttpServerOptions, 'signIn' | 'registration' | 'browserSignIn'>

/**
 * Makes the settings of sign-in and registration from the configuration. `now` is a clock in milliseconds since 1970.
 * Rejects with a FileError.
 */
export async function accountSettings(
  { accounts: keys, xmpp: { userDomain: domain }, web }: Config,
  { log, now }: { log: Pick<Logger, 'info' | 'warn'>; now: () => number },
): Promise<AccountSettings> {
  const { service, tls, timeout, connections, caFile } = keys
  const ca = await trustedCertificates(caFile)
  const limiter = new RateLimiter(MAX_TROUBLES)
  const onTrouble = (reason: string) => {
    if (limiter.take('') === 0) log.warn({ service, reason }, 'The XMPP server cannot check or create accounts')
  }
  const accounts =
    service === '' ? undefined : createAccounts({ service, domain, tls, ca, timeout, connections, onTrouble })
  return {
    signIn: { accounts, domain, rules: keys, now },
    registration: {
      accounts: keys.registration ? accounts : undefined,
      domain,
      perAddress: keys.registrationsPerAddress,
    },
    browserSignIn: web.signIn === 'off' ? undefined : { domain, socket: socketOf(web.signIn, { domain, log, now }) },
  }
}

/** The WebSocket of the users' server: the configured one, or the one that the server names. */
function socketOf(
  signIn: string,
  { domain, ...found }: { domain: string; log: Pick<Logger, 'info' | 'warn'>; now: () => number },
): AccountsSocket {
  if (signIn !== 'auto') return { url: signIn }
  const socket = new FoundSocket({ origin: `https://${domain}`, ...found })
  void socket.look()
  return socket
}
