import { type RegistrationOutcome, registerAccount } from './registration.js'
import { authenticate, type Credentials, type SignInOutcome } from './sasl.js'
import { type AccountsServer, onSecuredStream } from './secure-stream.js'
import { Turnstile } from './turnstile.js'
import { AccountsUnavailable } from './unavailable.js'

export type { RegistrationOutcome, SignInOutcome }

/**
 * The accounts of the people, which are the XMPP server's: it alone knows their passwords. Both reject with
 * AccountsUnavailable where it cannot be asked.
 */
export interface Accounts {
  /** Whether a password is right: signs in as this person (SASL) and leaves again before anybody could notice. */
  signIn(credentials: Credentials): Promise<SignInOutcome>
  /** Makes an account (XEP-0077). */
  register(credentials: Credentials): Promise<RegistrationOutcome>
}

export type AccountsOptions = AccountsServer & {
  /** How many connections there are at a time. */
  readonly connections: number
  /** Told why the server could not be asked, in words for the admin. */
  readonly onTrouble: (reason: string) => void
}

/** How many may wait for each connection: they are served within seconds, or the server has another trouble. */
const WAITING_PER_CONNECTION = 20

/** The accounts of a server that is reached as a client reaches it: one connection for each question. */
export function createAccounts({ connections, onTrouble, ...server }: AccountsOptions): Accounts {
  const turnstile = new Turnstile({
    most: connections,
    mostWaiting: connections * WAITING_PER_CONNECTION,
    patience: server.timeout * 1000,
  })
  const asked = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await turnstile.pass(question)
    } catch (error) {
      if (error instanceof AccountsUnavailable) onTrouble(error.message)
      throw error
    }
  }
  return {
    signIn: credentials => asked(() => onSecuredStream(server, secured => authenticate(secured, credentials))),
    register: credentials =>
      asked(() => onSecuredStream(server, secured => registerAccount(secured, { credentials, domain: server.domain }))),
  }
}
