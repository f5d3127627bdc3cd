import type { Context } from '../../muc/context.js'
import { domainOf } from '../../stanza/jid.js'
import { Refusal } from '../refusal.js'
import { displayNameOf } from '../user.js'

/** A person of whom a request speaks, or who makes it. */
export type Person = {
  /** The bare JID. */
  readonly jid: string
  /** Their id in the REST API. */
  readonly id: string
  /** Under which others hear of them. */
  readonly name: string
  /** Their account was made through an open invite. */
  readonly isGuest?: boolean
}

/**
 * The person with this name, an id or a bare JID, which the look-up `users` was asked for. By an address one can speak of
 * somebody of whom nobody has heard yet. Refuses, by `unknown-user`, an id that nobody has, and what is no person.
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
