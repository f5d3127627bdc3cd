import type { Accounts, RegistrationOutcome } from '../accounts/accounts.js'
import { checkOpenInvite, redeem } from '../invites/redeem.js'
import { Refusal } from '../invites/refusal.js'
import { parseOpenInviteId } from '../muc/open-invite.js'
import type { Profile, User } from '../muc/user.js'
import { displayNameOf } from '../muc/user.js'
import { Rate } from '../rate.js'
import type { Service } from '../service.js'
import { userIdOf } from '../user-id.js'
import { addressName } from './address-name.js'
import { RequestError } from './errors.js'
import { accountNamed } from './sign-in.js'

export type RegistrationOptions = {
  /** Undefined where nobody can make an account. */
  readonly accounts: Accounts | undefined
  /** The domain of the accounts. */
  readonly domain: string
  /** How many accounts can be made from one address in an hour; 0 is no limit. */
  readonly perAddress: number
}

/** What somebody wants to be called and to sign in with, from which IP address, and with which open invite they come. */
type Registration = {
  readonly loginEmail: string
  readonly password: string
  readonly profile: Profile
  readonly ip: string
  readonly openInviteId?: string | undefined
  readonly roomPassword?: string | undefined
}

const HOUR = 60 * 60 * 1000

/** Makes an account for somebody, who joins the room of an open invite with it, if they come with one. */
export type Register = (registration: Registration) => Promise<User>

/**
 * An account, once made, cannot be unmade: so everything that may be refused is asked before, the open invite too. What
 * happens to the link in the meantime refuses the join alone: the account stays, and can join by another link.
 */
export function createRegister(service: Service, { accounts, domain, perAddress }: RegistrationOptions): Register {
  const rate = new Rate(perAddress, HOUR)
  return async registration => {
    if (!accounts) throw new RequestError('registration-off')
    const account = accountNamed(registration.loginEmail, domain)
    if (!account) throw wrong('loginEmail', `a name that can stand before the @, or an address at ${domain}`)
    const retryAfter = rate.take(addressName(registration.ip))
    if (retryAfter > 0) throw new RequestError('too-many-requests', { retryAfter })
    const isGuest = registration.openInviteId !== undefined
    const profile = { ...registration.profile, ...(isGuest && { isGuest }) }
    const user: User = { jid: account.bare, id: userIdOf(account.bare), profile }
    await ofInvite(registration, (touches, asked) => {
      return service.run(touches, turn => checkOpenInvite(turn, { ...asked, joiner: user }))
    })
    refuseOutcome(await accounts.register({ name: account.local, password: registration.password }))
    await service.run({}, ({ batch }) => batch.change({ kind: 'user', was: undefined, now: user }))
    await join(service, { registration, user })
    return user
  }
}

type Asked = { readonly openInviteId: string; readonly roomPassword: string | undefined }

/** Does something with the open invite with which somebody comes; nothing where they come with none. */
async function ofInvite(
  { openInviteId, roomPassword }: Registration,
  work: (touches: { openInvite: string | undefined }, asked: Asked) => Promise<unknown>,
): Promise<void> {
  if (openInviteId === undefined) return
  await work({ openInvite: parseOpenInviteId(openInviteId) }, { openInviteId, roomPassword })
}

function refuseOutcome(outcome: RegistrationOutcome): void {
  if (outcome === 'conflict') throw new RequestError('name-taken')
  if (outcome === 'not-allowed') throw new RequestError('registration-off')
  if (typeof outcome === 'string') return
  const said = outcome.unacceptable && `; it says: ${outcome.unacceptable}`
  throw wrong('password', `one that the XMPP server accepts, as must be the name${said}`)
}

async function join(
  service: Service,
  { registration, user }: { registration: Registration; user: User },
): Promise<void> {
  const joiner = { jid: user.jid, name: displayNameOf(user) }
  try {
    await ofInvite(registration, (touches, asked) => {
      const origin = { way: 'rest', by: user.jid } as const
      return service.run({ ...touches, origin }, turn => redeem(turn, { ...asked, joiner }))
    })
  } catch (thrown) {
    // A moderator decides later: what was asked for here has been done.
    if (!(thrown instanceof Refusal && thrown.reason === 'waiting')) throw thrown
  }
}

function wrong(param: string, expected: string): RequestError {
  return new RequestError('bad-request', { details: [{ param, msg: `must be ${expected}` }] })
}
