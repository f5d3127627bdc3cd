import { setTimeout as pause } from 'node:timers/promises'
import { FailureLockout } from '../../limits/failure-lockout.js'
import type { SignInObserver } from '../../observability/sign-in-observer.js'
import { RequestError } from '../errors/request-error.js'

export type SignInRules = {
  /** Failed sign-ins before a lockout, for one account and from one address; 0 is no limit. */
  readonly failuresPerAccount: number
  readonly failuresPerAddress: number
  /** The lockout, in minutes. */
  readonly lockMinutes: number
}

/**
 * Milliseconds. Failures are answered at the next multiple of this, so that the time does not reveal whether the account
 * exists: servers take one step less for an account that they do not have.
 */
const FAILURE_STEP = 250

/** Protects sign-ins against guessing passwords. */
export class SignInGuard {
  readonly #accounts: FailureLockout
  readonly #addresses: FailureLockout
  readonly #observer: SignInObserver

  /** `now`: the clock, in milliseconds since 1970. */
  constructor(rules: SignInRules, now: () => number, observer: SignInObserver) {
    const { failuresPerAccount, failuresPerAddress, lockMinutes } = rules
    const lockedFor = lockMinutes * 60_000
    this.#observer = observer
    this.#accounts = new FailureLockout({ most: failuresPerAccount, lockedFor }, now)
    this.#addresses = new FailureLockout({ most: failuresPerAddress, lockedFor }, now)
  }

  /**
   * Runs the check of a sign-in and counts its outcome. For a locked account the check is not run, whatever the password
   * and whether the account exists. Throws `sign-in-locked` or `too-many-requests`.
   */
  async guard<T>(
    { account, address, user }: { account: string; address: string; user: string | undefined },
    check: () => Promise<{ outcome: T; isSuccess: boolean }>,
  ): Promise<T> {
    this.#refuse(account, address)
    this.#accounts.begin(account)
    this.#addresses.begin(address)
    const startedAt = performance.now()
    try {
      const { outcome, isSuccess } = await check()
      if (isSuccess) this.#accounts.succeed(account)
      // A success does not clear the address: with one known password, an attacker could go on guessing others.
      if (isSuccess) this.#addresses.cancel(address)
      else this.#failed({ account, address, user })
      if (!isSuccess) await untilNextStep(startedAt)
      return outcome
    } catch (error) {
      this.#accounts.cancel(account)
      this.#addresses.cancel(address)
      throw error
    }
  }

  #failed({ account, address, user }: { account: string; address: string; user: string | undefined }): void {
    this.#observer.onFailure()
    this.#accounts.fail(account)
    if (this.#accounts.stateOf(account) === 'locked') this.#observer.onLocked({ user })
    this.#addresses.fail(address)
    if (this.#addresses.stateOf(address) === 'locked') this.#observer.onLocked({ address })
  }

  #refuse(account: string, address: string): void {
    const states = [this.#accounts.stateOf(account), this.#addresses.stateOf(address)]
    if (states.includes('locked')) {
      const retryAfter = Math.max(this.#accounts.waitOf(account), this.#addresses.waitOf(address))
      throw new RequestError('sign-in-locked', { retryAfter })
    }
    if (states.includes('busy')) throw new RequestError('too-many-requests', { retryAfter: 1 })
  }
}

async function untilNextStep(startedAt: number): Promise<void> {
  const elapsed = performance.now() - startedAt
  await pause(FAILURE_STEP - (elapsed % FAILURE_STEP))
}
