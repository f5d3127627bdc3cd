import { xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import { isAtLeast } from '../../model/affiliation.js'
import { isModerator } from '../../model/moderator.js'
import { latestSession } from '../../model/occupant.js'
import type { Role } from '../../model/role.js'
import { affiliationOf, occupantOf } from '../../model/room.js'
import { type RoleItem, readRoleItems } from '../../operations/admin-item.js'
import { broadcastRoleChange } from '../../operations/broadcast-role-change.js'
import { changeOccupant } from '../../operations/change-occupant.js'
import { type Removal, removeWithoutBroadcast } from '../../operations/remove-occupant.js'
import { refuseRoleChange } from './rules.js'

/**
 * XEP-0045 §8.2 to §8.5, §9.6 to §9.8: kicks, sets voice and the moderator role, one or several at once; lists roles.
 */
export const roleChange: Capability = {
  onQuery(query) {
    if (query.namespace !== NS.mucAdmin) return 'pass'
    const items = readRoleItems(query.payload)
    if (!items) return 'pass'
    if (!isModerator(query.room, query.from))
      throw new StanzaError('forbidden', 'Only moderators and admins may do this.')
    if (query.type === 'get') list(query, items)
    else changeAll(query, items)
    return 'handled'
  },
}

/**
 * Applies all items or none. The kicked occupants are notified first, then the others. Our own decision: the result comes
 * last, as in all requests, although §8.2 lets the others follow it.
 */
function changeAll(query: RoomQuery, items: readonly RoleItem[]): void {
  const notifications = items.map(item => change(query, item))
  for (const notify of notifications) notify()
}

/** Applies one item. Returns the function that notifies the occupants. */
function change(query: RoomQuery, item: RoleItem): () => void {
  const { room, from } = query
  const occupant = item.nick === undefined ? undefined : room.occupants.get(item.nick)
  if (!occupant) throw new StanzaError('item-not-found', 'No occupant has the nick of this item.')
  refuseRoleChange(room, { actor: from.bare, occupant, role: item.role })
  const actor = occupantOf(room, from.full)
  const why = { reason: item.reason, actor: actor && { nick: actor.nick } }
  if (item.role === 'none') return kick(query, { occupant, ...why })
  if (item.role === occupant.role) return () => undefined
  const now = { ...occupant, role: item.role }
  changeOccupant(query, { was: occupant, now })
  return () => {
    // A later item of the same request may have changed or removed the occupant.
    if (room.occupants.get(now.nick) === now) broadcastRoleChange(query, { was: occupant, now, ...why })
  }
}

function kick(query: RoomQuery, kicked: Pick<Removal, 'occupant' | 'reason' | 'actor'>): () => void {
  const notify = removeWithoutBroadcast(query, { codes: [307], ...kicked })
  for (const capability of query.capabilities) capability.onKicked?.({ ...query, occupant: kicked.occupant })
  return notify
}

/** §8.5: lists voice; §9.8: lists moderators. Items have all attributes of the occupant (§17.4). */
function list({ room, from, answer }: RoomQuery, items: readonly RoleItem[]): void {
  const requested = new Set<Role>(items.map(item => item.role))
  if (requested.has('moderator') && !isAtLeast(affiliationOf(room, from.bare), 'admin')) {
    throw new StanzaError('forbidden', 'Only admins and owners may see the list of moderators.')
  }
  const listed = [...room.occupants.values()].filter(({ role }) => requested.has(role))
  const entries = listed.map(occupant => {
    const { nick, role, user } = occupant
    return xml('item', { nick, role, affiliation: affiliationOf(room, user), jid: latestSession(occupant)?.jid })
  })
  answer(xml('query', NS.mucAdmin, ...entries))
}
