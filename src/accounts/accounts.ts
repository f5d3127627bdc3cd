import { Semaphore } from '../limits/semaphore.js'
import { type RegistrationOutcome, registerAccount } from './registration.js'
import { authenticate, type Credentials, type SignInOutcome } from './sasl.js'
import { type AccountsServer, onSecuredStream } from './secure-stream.js'
import { AccountsBusy, AccountsUnavailable } from './unavailable.js'

export type { RegistrationOutcome, SignInOutcome }

/**
 * The users' accounts on the XMPP server, which alone knows the passwords. Both methods reject with AccountsUnavailable
 * if the server gives no usable answer.
 */
export interface Accounts {
  /** Checks a password: signs in as this user (SASL) and closes the stream before a session exists. */
  signIn(credentials: Credentials): Promise<SignInOutcome>
  /** Creates an account (XEP-0077). */
  register(credentials: Credentials): Promise<RegistrationOutcome>
}

export type AccountsOptions = AccountsServer & {
  /** The maximum number of simultaneous connections. */
  readonly connections: number
  /** Is called with the reason, for the admin, when the server gives no usable answer. */
  readonly onTrouble: (reason: string) => void
}

/** How many requests may wait per connection. A server that works serves them within seconds. */
const WAITING_PER_CONNECTION = 20

/** Reaches the accounts over the server's client port, with one connection per request. */
export function createAccounts({ connections, onTrouble, ...server }: AccountsOptions): Accounts {
  const slots = new Semaphore({
    limit: connections,
    maxWaiting: connections * WAITING_PER_CONNECTION,
    maxWait: server.timeout * 1000,
    refusal: () => new AccountsBusy('too many people want to sign in at the same time'),
  })
  const withSlot = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await slots.run(request)
    } catch (error) {
      if (error instanceof AccountsUnavailable) onTrouble(error.message)
      throw error
    }
  }
  return {
    signIn: credentials => withSlot(() => onSecuredStream(server, secured => authenticate(secured, credentials))),
    register: credentials =>
      withSlot(() =>
        onSecuredStream(server, secured => registerAccount(secured, { credentials, domain: server.domain })),
      ),
  }
}
