import { RateLimiter } from '../limits/rate-limiter.js'
import { WrongAttempts } from '../limits/wrong-attempts.js'
import { Refusal } from '../rooms-api/refusal.js'
import { RequestError } from './errors/request-error.js'
import { rateLimitFields } from './rate-limit-fields.js'
import { addressName } from './server/address-name.js'

/** Limits per minute; 0 is no limit. */
export type HttpLimitSettings = {
  readonly requestsPerAddress: number
  readonly requestsPerUser: number
  readonly validationsPerAddress: number
  readonly validations: number
  readonly failedJoinsPerUser: number
  /** Per hour. */
  readonly invitationsPerAddress: number
}

/**
 * Limits against guessing ids, our own decision. Above a limit, each of these throws `too-many-requests` with the seconds
 * until the next request is allowed.
 */
export interface HttpLimits {
  /** Counts a request without a valid token, by its IP address. Its `answer` gets the fields of what is left. */
  countAnonymous(address: string, answer?: Answer): void
  /**
   * Takes back that a request was counted by its IP address: it has the secret of a guest (a bare JID). 30 requests a
   * minute of each guest are not counted, so that a class behind one address can wait for an approval.
   */
  uncountGuest(request: { readonly address: string; readonly guest: string }): void
  /**
   * Counts a request with a valid token, or what it costs beyond one request, by its user (a bare JID). Its `answer`
   * gets the fields of what is left.
   */
  countUser(user: string, count?: number, answer?: Answer): void
  /** Counts a preview of a link without a token, over the API or as a page, by its IP address. */
  countValidation(address: string): void
  /**
   * Sends an invitation to a person (a bare JID) that was requested without a token. Counts it by the IP address, and unless
   * it is refused by the person.
   */
  guardInvitation(by: { readonly address: string; readonly user: string }, send: () => Promise<void>): Promise<void>
  /** Runs the join of a user (a bare JID) by the id of an open invite, and counts it if no open invite has the id. */
  guardJoin<T>(user: string, join: () => Promise<T>): Promise<T>
  /**
   * Does the same for a new guest, by the IP address of the request; `make` gets the address or its network.
   */
  guardGuest<T>(ip: string, make: (address: string) => Promise<T>): Promise<T>
}

/** The answer to a request that is counted, also to one that is refused. */
type Answer = { headers(fields: Readonly<Record<string, string>>): unknown }

const ALL_ADDRESSES = ''
/** In milliseconds. */
const HOUR = 60 * 60 * 1000
/** The requests of a guest per minute that do not count for the IP address: those of the page that waits, twice over. */
const FREE_OF_GUEST = 30
/** The most invitations an hour to one XMPP address, by all links together; our own decision, if there is a limit at all. */
const MOST_TO_ONE = 3

export function createHttpLimits(settings: HttpLimitSettings): HttpLimits {
  const anonymous = new RateLimiter(settings.requestsPerAddress)
  const users = new RateLimiter(settings.requestsPerUser)
  const perAddress = new RateLimiter(settings.validationsPerAddress)
  const inAll = new RateLimiter(settings.validations)
  const guests = new RateLimiter(FREE_OF_GUEST)
  const failedJoins = new WrongAttempts(settings.failedJoinsPerUser)
  const guardJoin: HttpLimits['guardJoin'] = (user, join) => guarded(failedJoins, user, join)
  const invitations = new RateLimiter(settings.invitationsPerAddress, HOUR)
  const invitationsTo = new RateLimiter(settings.invitationsPerAddress === 0 ? 0 : MOST_TO_ONE, HOUR)
  return {
    countAnonymous(address, answer) {
      const name = addressName(address)
      const retryAfter = anonymous.take(name)
      answer?.headers(rateLimitFields(anonymous, { policy: 'address', name }))
      refuseUntil(retryAfter)
    },
    uncountGuest({ address, guest }) {
      if (guests.take(guest) === 0) anonymous.giveBack(addressName(address))
    },
    countUser(user, count = 1, answer) {
      if (count === 0) return
      const retryAfter = users.take(user, count)
      answer?.headers(rateLimitFields(users, { policy: 'user', name: user }))
      refuseUntil(retryAfter)
    },
    countValidation(address) {
      // The address first: an address above its limit must not use up the limit in all.
      refuseUntil(perAddress.take(addressName(address)))
      refuseUntil(inAll.take(ALL_ADDRESSES))
    },
    async guardInvitation({ address, user }, send) {
      refuseUntil(invitations.take(addressName(address)))
      refuseUntil(invitationsTo.take(user))
      try {
        await send()
      } catch (thrown) {
        invitationsTo.giveBack(user)
        throw thrown
      }
    },
    guardJoin,
    async guardGuest(ip, make) {
      const address = addressName(ip)
      return guardJoin(address, () => make(address))
    },
  }
}

async function guarded<T>(failedJoins: WrongAttempts, joiner: string, join: () => Promise<T>): Promise<T> {
  // Before it can fail, or many concurrent guesses would all pass.
  refuseUntil(await failedJoins.begin(joiner))
  let isWrong = false
  try {
    return await join()
  } catch (thrown) {
    isWrong = isUnknownId(thrown)
    throw thrown
  } finally {
    failedJoins.end(joiner, isWrong)
  }
}

function refuseUntil(retryAfter: number): void {
  if (retryAfter > 0) throw new RequestError('too-many-requests', { retryAfter })
}

function isUnknownId(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.reason === 'unknown-open-invite'
}
