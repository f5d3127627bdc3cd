import type { Accounts, RegistrationOutcome } from '../../accounts/accounts.js'
import { AccountsBusy } from '../../accounts/unavailable.js'
import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import { checkOpenInvite, redeem } from '../../invites/redeem.js'
import { RateLimiter } from '../../limits/rate-limiter.js'
import { refuseBlockedCaller } from '../../rooms-api/blocked-caller.js'
import { noteFamilyClient } from '../../rooms-api/note-family-client.js'
import { Refusal } from '../../rooms-api/refusal.js'
import { displayNameOf, type Profile, type User } from '../../rooms-api/user.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import type { Service, ServiceContext } from '../../service/types.js'
import { tokensOf } from '../../tokens/context.js'
import { RequestError } from '../errors/request-error.js'
import { addressName } from '../server/address-name.js'
import { accountNamed } from './sign-in.js'

export type RegistrationOptions = {
  /** Undefined if registration is disabled. */
  readonly accounts: Accounts | undefined
  /** The domain of the accounts. */
  readonly domain: string
  /** Accounts per hour from one IP address; 0 is no limit. */
  readonly perAddress: number
}

/** A request for an account: its name and password, the IP address, and the open invite to join by, if any. */
type Registration = {
  readonly loginEmail: string
  readonly password: string
  readonly profile: Profile
  readonly ip: string
  /** The request comes from a client of the Rainbow family. */
  readonly isFamilyClient: boolean
  readonly openInviteId?: string | undefined
  readonly roomPassword?: string | undefined
}

/** What a password needs: more than 8 characters, a capital letter, a digit, and a character that is neither letter nor digit. */
export const PASSWORD_PATTERN = '^(?=[\\s\\S]*\\p{Lu})(?=[\\s\\S]*\\p{Nd})(?=[\\s\\S]*[^\\p{L}\\p{N}\\s])[\\s\\S]{9,}$'

const HOUR = 60 * 60 * 1000

/** The new user. `isWaiting`: a moderator decides whether the user may join the room of the open invite. */
export type Registered = { readonly user: User; readonly isWaiting: boolean }

/** Creates an account, and joins the room of the open invite, if one is given. Rejects with the refusal. */
export type Register = (registration: Registration) => Promise<Registered>

/**
 * An account cannot be removed once it exists. So everything that can be refused is checked first, the open invite too,
 * and that the name has no power yet: by another sign-in, its tokens, rooms and links would pass to the stranger.
 * If the link changes in the meantime, only the join is refused: the account stays.
 */
export function createRegister(service: Service, { accounts, domain, perAddress }: RegistrationOptions): Register {
  const limiter = new RateLimiter(perAddress, HOUR)
  return async registration => {
    if (!accounts) throw new RequestError('registration-off')
    const account = accountNamed(registration.loginEmail, domain)
    if (!account) throw wrong('loginEmail', `a name that can stand before the @, or an address at ${domain}`)
    const retryAfter = limiter.take(addressName(registration.ip))
    if (retryAfter > 0) throw new RequestError('too-many-requests', { retryAfter })
    const isGuest = registration.openInviteId !== undefined
    const profile = { ...registration.profile, ...(isGuest && { isGuest }) }
    const user: User = { jid: account.bare, id: userIdOf(account.bare), profile }
    const one = { user: user.jid, most: 1 }
    const lookup = {
      ...{ linkedRooms: one, personalLinksOf: user.jid, apiTokensOf: user.jid, moderatedBy: one },
      webhooksOf: user.jid,
    }
    if (await service.run({ lookup }, turn => hasPower(turn, user.jid))) throw new RequestError('name-taken')
    await ofInvite(registration, (touches, request) => {
      return service.run(touches, turn => checkOpenInvite(turn, { ...request, joiner: user }))
    })
    const outcome = accounts.register({ name: account.local, password: registration.password })
    refuseOutcome(
      await outcome.catch(thrown => {
        // A crowd tries again: it must not have used up the accounts of its address by then.
        if (thrown instanceof AccountsBusy) limiter.giveBack(addressName(registration.ip))
        throw thrown
      }),
    )
    await service.run({}, turn => {
      turn.batch.change({ kind: 'user', was: undefined, now: user })
      if (registration.isFamilyClient) noteFamilyClient(turn, user.jid)
    })
    return { user, isWaiting: await join(service, { registration, user }) }
  }
}

/**
 * Whether the name (a bare JID) is that of an admin of the service or a service account, or has rooms, links, tokens or
 * webhooks by another sign-in. Needs the look-ups `linkedRooms`, `personalLinksOf`, `apiTokensOf`, `moderatedBy` and
 * `webhooksOf`. Throws `forbidden` for a name on a block list.
 */
function hasPower(turn: ServiceContext, user: string): boolean {
  refuseBlockedCaller(turn, user)
  const { found, settings } = turn
  const { linkedRooms = [], personalLinksOf = [], moderatedBy = [], webhooksOf = [] } = found
  const owned = [linkedRooms, personalLinksOf, moderatedBy, webhooksOf, tokensOf(turn)]
  return (
    settings.admins.includes(user) ||
    settings.tokens.serviceAccounts.has(user) ||
    owned.some(things => things.length > 0)
  )
}

type JoinRequest = { readonly openInviteId: string; readonly roomPassword: string | undefined }

/** Does `work` with the open invite of a registration, if it has one. */
async function ofInvite(
  { openInviteId, roomPassword }: Registration,
  work: (touches: { openInvite: string | undefined }, request: JoinRequest) => Promise<unknown>,
): Promise<void> {
  if (openInviteId === undefined) return
  await work({ openInvite: parseOpenInviteId(openInviteId) }, { openInviteId, roomPassword })
}

function refuseOutcome(outcome: RegistrationOutcome): void {
  if (outcome === 'conflict') throw new RequestError('name-taken')
  if (outcome === 'not-allowed') throw new RequestError('registration-off')
  if (typeof outcome === 'string') return
  const reason = outcome.unacceptable && `; it says: ${outcome.unacceptable}`
  throw wrong('password', `one that the XMPP server accepts, as must be the name${reason}`)
}

/** Tells whether the user waits for an approval. */
async function join(
  service: Service,
  { registration, user }: { registration: Registration; user: User },
): Promise<boolean> {
  const joiner = { jid: user.jid, name: displayNameOf(user) }
  try {
    await ofInvite(registration, (touches, request) => {
      const requester = { way: 'rest', by: user.jid } as const
      return service.run({ ...touches, requester }, turn => redeem(turn, { ...request, joiner, isByFamily: true }))
    })
    return false
  } catch (thrown) {
    // A moderator decides on the join later: the registration has succeeded.
    if (thrown instanceof Refusal && thrown.reason === 'waiting') return true
    throw thrown
  }
}

function wrong(param: string, expected: string): RequestError {
  return new RequestError('bad-request', { details: [{ param, msg: `must be ${expected}` }] })
}
