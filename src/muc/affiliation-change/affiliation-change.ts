import { xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import { type AffiliationItem, readAffiliationItems } from '../admin-item.js'
import { setAffiliation } from '../affiliation.js'
import type { Capability, RoomQuery } from '../capability.js'
import { affiliationOf, occupantOf, type Room } from '../room.js'
import { refuseAffiliationChange, refuseListing } from './rules.js'

/** XEP-0045 §9.1 to §9.5 and §10.3 to §10.8: bans, members, admins and owners, one or many at once, and their lists. */
export const affiliationChange: Capability = {
  onQuery(query) {
    if (query.namespace !== NS.mucAdmin) return 'pass'
    const items = readAffiliationItems(query.payload)
    if (query.type === 'get') list(query, items)
    else changeAll(query, items)
    return 'handled'
  },
}

/** All or nothing (§9.2): the first refusal takes back what came before it. */
function changeAll(query: RoomQuery, items: readonly AffiliationItem[]): void {
  const { room, from } = query
  const actor = occupantOf(room, from.full)
  for (const item of items) {
    const user = item.user ?? userWithNick(room, item.nick)
    if (user === undefined) throw new StanzaError('bad-request', 'An item names a person by the attribute "jid".')
    refuseAffiliationChange(room, { actor: from.bare, user, affiliation: item.affiliation })
    if (affiliationOf(room, user) === item.affiliation) continue
    const { affiliation, reason } = item
    setAffiliation(query, { user, affiliation, reason, actor: actor && { nick: actor.nick } })
  }
  const hasOwner = [...room.affiliations.values()].some(({ affiliation }) => affiliation === 'owner')
  if (!hasOwner) throw new StanzaError('conflict', 'A room keeps at least one owner; make another one first.')
}

function userWithNick(room: Room, nick: string | undefined): string | undefined {
  return nick === undefined ? undefined : room.occupants.get(nick)?.user
}

/** With the bare JID and without a role (§17.4). */
function list({ room, from, answer }: RoomQuery, items: readonly AffiliationItem[]): void {
  const asked = new Set(items.map(item => item.affiliation))
  for (const affiliation of asked) refuseListing(room, { asker: from, affiliation })
  const listed = [...room.affiliations].filter(([, { affiliation }]) => asked.has(affiliation))
  const shown = listed.map(([jid, { affiliation, reason }]) =>
    xml('item', { affiliation, jid }, ...(reason === '' ? [] : [xml('reason', {}, reason)])),
  )
  answer(xml('query', NS.mucAdmin, ...shown))
}
