import { StanzaError } from '../../stanza/error.js'
import { domainOf } from '../../stanza/jid.js'
import type { State } from '../model/state.js'

/** Throws `forbidden` if a person (a bare JID) or their domain is on a block list. Admins of the service are exempt. */
export function refuseBlocked({ blockLists, settings }: Pick<State, 'blockLists' | 'settings'>, user: string): void {
  if (blockLists.lists.length === 0 || settings.admins.has(user)) return
  const hashes = [user, domainOf(user)].map(name => settings.digests.of(name, { hash: 'sha-256', as: 'hex' }))
  if (hashes.some(hash => blockLists.lists.some(({ state }) => state.hashes.has(hash)))) {
    throw new StanzaError('forbidden', 'Your address is on a block list that this service uses.')
  }
}
