import type { Context } from '../../muc/context.js'
import { domainOf } from '../../stanza/jid.js'
import { Refusal } from '../refusal.js'
import { displayNameOf } from '../user.js'

/** The caller of a request, or a person in it. */
export type Person = {
  /** A bare JID. */
  readonly jid: string
  readonly id: string
  readonly name: string
  /** The account was registered by an open invite. */
  readonly isGuest?: boolean
}

/**
 * The person with this user id or bare JID; needs the look-up `users`. A bare JID may be unknown to the service. Throws
 * `unknown-user` for an unknown id, and for an address of the service itself.
 */
export function personNamed(
  { found, settings }: Pick<Context, 'found' | 'settings'>,
  name: string,
): Omit<Person, 'id'> {
  const known = found.users?.find(({ id, jid }) => id === name || jid === name)
  const jid = known?.jid ?? name
  if (!jid.includes('@') || domainOf(jid) === settings.domain) {
    throw new Refusal('unknown-user', `There is no user with the id ${name}.`)
  }
  return { jid, name: displayNameOf({ jid, profile: known?.profile }), isGuest: known?.profile.isGuest ?? false }
}
