import type { Accounts, SignInOutcome } from '../../accounts/accounts.js'
import type { SignInObserver } from '../../observability/sign-in-observer.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { type Jid, parseBareJid } from '../../stanza/jid.js'
import type { ErrorName } from '../errors/error-kinds.js'
import { RequestError } from '../errors/request-error.js'
import { addressName } from '../server/address-name.js'
import { SignInGuard, type SignInRules } from './sign-in-guard.js'

export type SignInOptions = {
  /** Undefined if password sign-in is disabled. */
  readonly accounts: Accounts | undefined
  /** The domain of the accounts. */
  readonly domain: string
  readonly rules: SignInRules
  /** The clock: milliseconds since 1970. */
  readonly now: () => number
}

const NO_OBSERVER: SignInObserver = { onFailure: () => undefined, onLocked: () => undefined }

/** A name and a password, and the IP address from which they come. */
type SignInAttempt = { readonly login: string; readonly password: string; readonly ip: string }

/** Signs a user in. Rejects with the refusal. */
export type SignIn = (attempt: SignInAttempt) => Promise<Jid>

const ERROR_OF: Record<Exclude<SignInOutcome, 'right'>, ErrorName> = {
  wrong: 'wrong-credentials',
  disabled: 'account-disabled',
  expired: 'credentials-expired',
}

/** Password sign-in, with a lockout after too many failures. */
export function createSignIn({ accounts, domain, rules, now }: SignInOptions, observer = NO_OBSERVER): SignIn {
  const guard = new SignInGuard(rules, now, observer)
  return async ({ login, password, ip }) => {
    if (!accounts) throw new RequestError('sign-in-off')
    const user = accountNamed(login, domain)
    // A name of another domain fails like an unknown name. The guard counts digests, since names may be long.
    const attempt = { account: userIdOf(user?.bare ?? login), address: addressName(ip), user: user?.bare }
    const outcome = await guard.guard(attempt, async () => {
      const result = user ? await accounts.signIn({ name: user.local, password }) : 'wrong'
      return { outcome: result, isSuccess: result === 'right' }
    })
    if (outcome !== 'right') throw new RequestError(ERROR_OF[outcome])
    return user ?? refuseUnknownName()
  }
}

/** The account with this address, or with this local part in `domain`; undefined if it cannot be in `domain`. */
export function accountNamed(login: string, domain: string): Jid | undefined {
  const jid = parseBareJid(login.includes('@') ? login : `${login}@${domain}`)
  return jid?.domain === domain ? jid : undefined
}

function refuseUnknownName(): never {
  throw new RequestError('wrong-credentials')
}
