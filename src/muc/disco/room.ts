import { dataForm, textField } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { isAtLeast } from '../affiliation.js'
import type { Capability, RoomQuery } from '../capability.js'
import { describeRoom } from '../description.js'
import { affiliationOf, occupantOf } from '../room.js'
import { answerDisco } from './disco.js'

/** XEP-0045 §6.4, §6.5: what a room is, and who is in it. */
export const roomDisco: Capability = {
  features: () => [NS.muc, NS.discoInfo, NS.discoItems],
  about: room => [textField('muc#roominfo_occupants', 'Number of occupants', String(room.occupants.size))],

  onQuery: query => answerDisco(query, { info, items }),
}

function info(query: RoomQuery): Element {
  const { room, capabilities } = query
  const about = capabilities.flatMap(capability => capability.about?.(room) ?? [])
  return xml('query', NS.discoInfo, ...describeRoom(query, room), dataForm('result', NS.roomInfo, about))
}

/** The list of occupants is private, except to them and to members: others get an empty one. */
function items({ room, from }: RoomQuery): Element {
  const isInside = occupantOf(room, from.full) !== undefined || isAtLeast(affiliationOf(room, from.bare), 'member')
  const nicks = isInside ? [...room.occupants.keys()] : []
  return xml(
    'query',
    NS.discoItems,
    ...nicks.map(nick => xml('item', { jid: `${room.record.jid}/${nick}`, name: nick })),
  )
}
