import { dataForm, textField } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { isAtLeast } from '../affiliation.js'
import type { Capability, RoomQuery } from '../capability.js'
import { affiliationOf, occupantOf } from '../room.js'
import { answerDisco, displayName, identity } from './disco.js'

/** XEP-0045 §6.4, §6.5: what a room is, and who is in it. */
export const roomDisco: Capability = {
  about: room => [textField('muc#roominfo_occupants', 'Number of occupants', String(room.occupants.size))],

  onQuery: query => answerDisco(query, { info, items }),
}

function info({ room, capabilities }: RoomQuery): Element {
  const { jid, config } = room.record
  const features = [NS.muc, NS.discoInfo, NS.discoItems, ...capabilities.flatMap(c => c.features?.(room) ?? [])]
  return xml(
    'query',
    NS.discoInfo,
    identity(displayName({ name: config.name, jid })),
    ...features.map(feature => xml('feature', { var: feature })),
    dataForm(
      'result',
      NS.roomInfo,
      capabilities.flatMap(c => c.about?.(room) ?? []),
    ),
  )
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
