import type { Test } from 'tap'
import { createAccounts } from '../../src/accounts/accounts.js'
import type { SignInRules } from '../../src/http/auth/sign-in-guard.js'
import { startServer } from '../dev-server/peer.js'
import { restApi } from './rest.js'

export const LOGIN = '/api/rainbow/authentication/v1.0/login'

const RULES: SignInRules = { failuresPerAccount: 0, failuresPerAddress: 0, lockMinutes: 60 }

type PeopleOptions = {
  readonly rules?: Partial<SignInRules>
  readonly trustedProxies?: readonly string[]
  /** Accounts per hour from one IP address. */
  readonly perAddress?: number
  /** Connections to the XMPP server; 20 requests wait for each. */
  readonly connections?: number
  /** Whether the XMPP server allows registration. */
  readonly letsRegister?: boolean
  /** The bare JIDs of the admins of the service. */
  readonly admins?: readonly string[]
} & Pick<NonNullable<Parameters<typeof restApi>[1]>, 'web' | 'limits' | 'browserSignIn' | 'actAs'>

/**
 * The REST API of rooms of a small XMPP server at example.org, on which romeo has an account with the password
 * `O Juliet`. Tests may advance `clock.now`.
 */
export async function peopleApi(t: Test, options: PeopleOptions = {}) {
  const { rules = {}, perAddress = 0, connections = 10, letsRegister: registration = true, ...others } = options
  const passwords = new Map([['romeo', 'O Juliet']])
  const server = await startServer(t, { domain: 'example.org', accounts: passwords, registration })
  const clock = { now: Date.now() }
  const troubles: string[] = []
  const domain = 'example.org'
  const accounts = createAccounts({
    service: `xmpp://127.0.0.1:${server.ports.client}`,
    domain,
    tls: 'auto',
    timeout: 5,
    connections,
    onTrouble: reason => troubles.push(reason),
  })
  const api = restApi(t, {
    signIn: { accounts, domain, rules: { ...RULES, ...rules }, now: () => clock.now },
    registration: { accounts, domain, perAddress },
    ...others,
  })
  /** Signs in with a name and a password, from this IP address. */
  const signsIn = (login: string, password: string, headers: Record<string, string> = {}) =>
    api.ask({ method: 'GET', url: LOGIN, headers: { ...basic(login, password), ...headers } })
  return { ...api, server, clock, troubles, signsIn }
}

/** The header for a sign-in (RFC 7617). */
export function basic(login: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}` }
}
