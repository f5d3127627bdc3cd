import type { Accounts, SignInOutcome } from '../accounts/accounts.js'
import { type Jid, parseBareJid } from '../stanza/jid.js'
import { userIdOf } from '../user-id.js'
import { addressName } from './address-name.js'
import type { ErrorName } from './error-kinds.js'
import { RequestError } from './errors.js'
import { SignInGuard, type SignInObserver, type SignInRules } from './sign-in-guard.js'

export type SignInOptions = {
  /** Undefined where nobody can sign in with a password. */
  readonly accounts: Accounts | undefined
  /** The domain of the accounts. */
  readonly domain: string
  readonly rules: SignInRules
  /** A clock: milliseconds since 1970. */
  readonly now: () => number
}

const NOBODY_HEARS: SignInObserver = { onFailure: () => undefined, onLocked: () => undefined }

/** What somebody signs in with, and from which IP address. */
type SignInAttempt = { readonly login: string; readonly password: string; readonly ip: string }

/** Signs a person in, or throws why not. */
export type SignIn = (attempt: SignInAttempt) => Promise<Jid>

const ERROR_OF: Record<Exclude<SignInOutcome, 'right'>, ErrorName> = {
  wrong: 'wrong-credentials',
  disabled: 'account-disabled',
  expired: 'credentials-expired',
}

/** Signing in with a password: who fails too often has to wait. */
export function createSignIn({ accounts, domain, rules, now }: SignInOptions, observer = NOBODY_HEARS): SignIn {
  const guard = new SignInGuard(rules, now, observer)
  return async ({ login, password, ip }) => {
    if (!accounts) throw new RequestError('sign-in-off')
    const user = accountNamed(login, domain)
    // What is no name of ours fails as a name does that nobody has. By their digests: names may be long.
    const who = { account: userIdOf(user?.bare ?? login), address: addressName(ip), user: user?.bare }
    const outcome = await guard.guard(who, async () => {
      const answer = user ? await accounts.signIn({ name: user.local, password }) : 'wrong'
      return { outcome: answer, isSuccess: answer === 'right' }
    })
    if (outcome !== 'right') throw new RequestError(ERROR_OF[outcome])
    return user ?? misnamed()
  }
}

/** The account that a person means: by its address, or by the part before the `@` alone. */
export function accountNamed(login: string, domain: string): Jid | undefined {
  const jid = parseBareJid(login.includes('@') ? login : `${login}@${domain}`)
  return jid?.domain === domain ? jid : undefined
}

function misnamed(): never {
  throw new RequestError('wrong-credentials')
}
