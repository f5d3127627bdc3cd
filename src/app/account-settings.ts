import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { type Accounts, createAccounts } from '../accounts/accounts.js'
import type { Config } from '../config/config.js'
import type { HttpServerOptions } from '../http/server/options.js'
import { RateLimiter } from '../limits/rate-limiter.js'

/** How often a minute the log is told that the accounts cannot be reached: strangers say how often that is tried. */
const MOST_TROUBLES = 5

/**
 * How people sign in and make accounts, as the configuration says. `now` is a clock: milliseconds since 1970. Rejects
 * where the file with certificates cannot be read.
 */
export async function peopleSettings(
  { accounts: keys, xmpp: { userDomain: domain } }: Config,
  { log, now }: { log: Pick<Logger, 'warn'>; now: () => number },
): Promise<Pick<HttpServerOptions, 'signIn' | 'registration'>> {
  const { service, tls, timeout, connections, caFile } = keys
  const ca = caFile === '' ? undefined : await certificates(caFile)
  const told = new RateLimiter(MOST_TROUBLES)
  const onTrouble = (reason: string) => {
    if (told.take('') === 0) log.warn({ service, reason }, 'The XMPP server cannot be asked about accounts')
  }
  const accounts: Accounts | undefined =
    service === '' ? undefined : createAccounts({ service, domain, tls, ca, timeout, connections, onTrouble })
  return {
    signIn: { accounts, domain, rules: keys, now },
    registration: {
      accounts: keys.registration ? accounts : undefined,
      domain,
      perAddress: keys.registrationsPerAddress,
    },
  }
}

async function certificates(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`The file of accounts.caFile, ${JSON.stringify(path)}, cannot be read: ${String(error)}`)
  })
}
