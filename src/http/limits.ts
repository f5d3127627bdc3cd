import { Refusal } from '../invites/refusal.js'
import { RateLimiter } from '../limits/rate-limiter.js'
import { RequestError } from './errors/request-error.js'
import { addressName } from './server/address-name.js'

/** How often something may come in a minute; 0 is no limit. */
export type HttpLimitSettings = {
  readonly requestsPerAddress: number
  readonly requestsPerUser: number
  readonly validationsPerAddress: number
  readonly validations: number
  readonly failedJoinsPerUser: number
}

/**
 * Limits against those who try out ids, our own decision. Above them, `too-many-requests` is thrown, with the seconds
 * until there is room again.
 */
export interface HttpLimits {
  /** A request from this IP address comes without a good token. */
  countStranger(address: string): void
  /** A request comes with a good token of this person (a bare JID). */
  countUser(user: string): void
  /** Somebody at this IP address wants to see what a link says without saying who they are: over the API, or as a page. */
  countValidation(address: string): void
  /** Does what a person (a bare JID) asks for by the id of an open invite, and counts it if there is none with this id. */
  guardJoin<T>(user: string, join: () => Promise<T>): Promise<T>
}

const EVERYBODY = ''

export function createHttpLimits(settings: HttpLimitSettings): HttpLimits {
  const strangers = new RateLimiter(settings.requestsPerAddress)
  const users = new RateLimiter(settings.requestsPerUser)
  const perAddress = new RateLimiter(settings.validationsPerAddress)
  const inAll = new RateLimiter(settings.validations)
  const failedJoins = new RateLimiter(settings.failedJoinsPerUser)
  return {
    countStranger: address => refuseUntil(strangers.take(addressName(address))),
    countUser: user => refuseUntil(users.take(user)),
    countValidation(address) {
      // An address that has had its share takes nothing from the others.
      refuseUntil(perAddress.take(addressName(address)))
      refuseUntil(inAll.take(EVERYBODY))
    },
    async guardJoin(user, join) {
      // Taken before it is known to fail, or many at once would all get through.
      refuseUntil(failedJoins.take(user))
      try {
        const joined = await join()
        failedJoins.giveBack(user)
        return joined
      } catch (thrown) {
        if (!isUnknownId(thrown)) failedJoins.giveBack(user)
        throw thrown
      }
    },
  }
}

function refuseUntil(retryAfter: number): void {
  if (retryAfter > 0) throw new RequestError('too-many-requests', { retryAfter })
}

function isUnknownId(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.reason === 'unknown-open-invite'
}
