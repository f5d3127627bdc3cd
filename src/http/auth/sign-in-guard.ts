import { setTimeout as pause } from 'node:timers/promises'
import { FailureLockout } from '../../limits/failure-lockout.js'
import { RequestError } from '../errors/request-error.js'

export type SignInRules = {
  /** How many sign-ins may fail for one account, and from one address; 0 for any number. */
  readonly failuresPerAccount: number
  readonly failuresPerAddress: number
  /** How long who has failed so often is locked out. */
  readonly lockMinutes: number
}

/** Hears of sign-ins that fail. */
export type SignInObserver = {
  onFailure(): void
  /** From now on, no sign-in is tried for this person (a bare JID, where the name was one), or from this address. */
  onLocked(who: { readonly user: string | undefined } | { readonly address: string }): void
}

/**
 * Failures are answered at the next multiple of this many milliseconds, so that their time does not tell whether there
 * is such an account: servers take a step less for one that they do not have.
 */
const FAILURE_STEP = 250

/** Guards the sign-ins against whoever tries out passwords. */
export class SignInGuard {
  readonly #accounts: FailureLockout
  readonly #addresses: FailureLockout
  readonly #observer: SignInObserver

  /** `now`: milliseconds since 1970. */
  constructor(rules: SignInRules, now: () => number, observer: SignInObserver) {
    const { failuresPerAccount, failuresPerAddress, lockMinutes } = rules
    const lockedFor = lockMinutes * 60_000
    this.#observer = observer
    this.#accounts = new FailureLockout({ most: failuresPerAccount, lockedFor }, now)
    this.#addresses = new FailureLockout({ most: failuresPerAddress, lockedFor }, now)
  }

  /**
   * Does the check of a sign-in and counts what comes of it. A locked account is not asked for, whatever the password,
   * and whether it exists or not. Throws `sign-in-locked` or `too-many-requests`.
   */
  async guard<T>(
    { account, address, user }: { account: string; address: string; user: string | undefined },
    check: () => Promise<{ outcome: T; isSuccess: boolean }>,
  ): Promise<T> {
    this.#refuse(account, address)
    this.#accounts.begins(account)
    this.#addresses.begins(address)
    const startedAt = performance.now()
    try {
      const { outcome, isSuccess } = await check()
      if (isSuccess) this.#accounts.succeeds(account)
      // Who knows one password could otherwise go on guessing others.
      if (isSuccess) this.#addresses.isVoid(address)
      else this.#failed({ account, address, user })
      if (!isSuccess) await untilNextStep(startedAt)
      return outcome
    } catch (error) {
      this.#accounts.isVoid(account)
      this.#addresses.isVoid(address)
      throw error
    }
  }

  #failed({ account, address, user }: { account: string; address: string; user: string | undefined }): void {
    this.#observer.onFailure()
    this.#accounts.fails(account)
    if (this.#accounts.standingOf(account) === 'locked') this.#observer.onLocked({ user })
    this.#addresses.fails(address)
    if (this.#addresses.standingOf(address) === 'locked') this.#observer.onLocked({ address })
  }

  #refuse(account: string, address: string): void {
    const standings = [this.#accounts.standingOf(account), this.#addresses.standingOf(address)]
    if (standings.includes('locked')) {
      const retryAfter = Math.max(this.#accounts.waitOf(account), this.#addresses.waitOf(address))
      throw new RequestError('sign-in-locked', { retryAfter })
    }
    if (standings.includes('busy')) throw new RequestError('too-many-requests', { retryAfter: 1 })
  }
}

async function untilNextStep(startedAt: number): Promise<void> {
  const elapsed = performance.now() - startedAt
  await pause(FAILURE_STEP - (elapsed % FAILURE_STEP))
}
