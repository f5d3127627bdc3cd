import { StanzaError } from '../../stanza/error.js'
import type { Jid } from '../../stanza/jid.js'
import { type Affiliation, isAtLeast } from '../affiliation.js'
import { affiliationOf, occupantOf, type Room } from '../room.js'

/** Who may change whose affiliation: XEP-0045 §5.2.2 and the refusals of §9 and §10. */
export function refuseAffiliationChange(
  room: Room,
  change: { actor: string; user: string; affiliation: Affiliation },
): void {
  const { actor, user, affiliation } = change
  const own = affiliationOf(room, actor)
  const theirs = affiliationOf(room, user)
  if (!isAtLeast(own, 'admin')) throw new StanzaError('forbidden', 'Only admins and owners may do this.')
  if (affiliation === 'outcast' && actor === user) throw new StanzaError('conflict', 'You cannot ban yourself.')
  if (affiliation !== 'outcast' && !user.includes('@') && affiliation !== 'none') {
    throw new StanzaError('not-acceptable', 'A whole domain can be banned, but has no other affiliation.')
  }
  if (own === 'owner' || theirs === affiliation) return
  if (isAtLeast(theirs, 'admin')) throw new StanzaError('not-allowed', `Only an owner may change what ${user} is.`)
  if (isAtLeast(affiliation, 'admin')) throw new StanzaError('forbidden', 'Only an owner may make admins and owners.')
}

/** §9.2, §9.5, §10.5, §10.8: where real JIDs are hidden, only owners see who the owners and admins are. */
export function refuseListing(room: Room, listing: { asker: Jid; affiliation: Affiliation }): void {
  const { asker, affiliation } = listing
  const own = affiliationOf(room, asker.bare)
  const isOpenBook = room.record.config.whois === 'anyone' && occupantOf(room, asker.full) !== undefined
  const may =
    affiliation === 'outcast' || affiliation === 'none'
      ? isAtLeast(own, 'admin')
      : affiliation === 'member'
        ? isAtLeast(own, 'member') || isOpenBook
        : own === 'owner' || isOpenBook
  if (!may) throw new StanzaError('forbidden', 'You may not see this list.')
}
