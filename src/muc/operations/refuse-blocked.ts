import { StanzaError } from '../../stanza/error.js'
import { domainOf } from '../../stanza/jid.js'
import type { State } from '../model/state.js'

/** Why a person on a block list is refused and removed. */
export const BLOCKED = 'This address is on a block list that this service uses.'

/** Whether a person (a bare JID) or their domain is on a block list. Admins of the service are exempt. */
export function isBlocked({ blockLists, settings }: Pick<State, 'blockLists' | 'settings'>, user: string): boolean {
  if (blockLists.lists.length === 0 || settings.admins.includes(user)) return false
  const hashes = [user, domainOf(user)].map(name => settings.digests.of(name, { hash: 'sha-256', as: 'hex' }))
  return hashes.some(hash => blockLists.lists.some(({ state }) => state.hashes.has(hash)))
}

/** Throws `forbidden` if a person (a bare JID) or their domain is on a block list. */
export function refuseBlocked(state: Pick<State, 'blockLists' | 'settings'>, user: string): void {
  if (isBlocked(state, user)) throw new StanzaError('forbidden', BLOCKED)
}
