import { attr, xml } from '../../stanza/element.js'
import { reasonGiven, statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { affiliationOf } from '../model/room.js'

/**
 * XEP-0045 §7.2.18: presence without the `<x/>` of an entry, from a client that wrongly believes that it is in the
 * room. The answer tells the client that it is not. Comes last, because all other presence belongs to occupants.
 */
export const strayPresence: Capability = {
  onPresence({ batch, presence, room, to, nick, from }) {
    if (attr(presence, 'type') !== undefined) return 'pass'
    const item = xml(
      'item',
      { affiliation: room ? affiliationOf(room, from.bare) : 'none', role: 'none' },
      ...reasonGiven('You are not in this room; enter it again.'),
    )
    const codes = [110, 307, 333].map(statusCode)
    const kick = xml('presence', { from: `${to}/${nick}`, type: 'unavailable' }, xml('x', NS.mucUser, item, ...codes))
    batch.send(kick, [from.full])
    return 'handled'
  },
}
