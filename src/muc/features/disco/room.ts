import { dataForm, textField } from '../../../stanza/data-form.js'
import { type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import { boundsOf } from '../../../stanza/page-bounds.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import { isAtLeast } from '../../model/affiliation.js'
import { affiliationOf, occupantOf } from '../../model/room.js'
import { describeRoom } from '../../operations/describe-room.js'
import { appendPage, requestedPage } from '../../operations/list-page.js'
import { switchSetting } from '../../operations/settings.js'
import { answerDisco } from './disco.js'

/** As ejabberd and MongooseIM call it. */
const PUBLIC_LIST = 'public_list'

/** XEP-0045 §6.4, §6.5: the identity and features of a room, and its occupants. */
export const roomDisco: Capability = {
  features: () => [NS.muc, NS.discoInfo, NS.discoItems, NS.resultSet],
  roomInfo: room => [textField('muc#roominfo_occupants', 'Number of occupants', String(room.occupants.size))],
  settings: [
    switchSetting({ key: 'publicOccupants', field: PUBLIC_LIST, label: 'Outsiders may see the list of occupants' }),
  ],

  onQuery: query => answerDisco(query, { info, items }),
}

function info(query: RoomQuery): Element {
  const { room, capabilities } = query
  const about = capabilities.flatMap(capability => capability.roomInfo?.(room, query) ?? [])
  return xml('query', NS.discoInfo, ...describeRoom(query, room, query), dataForm('result', NS.roomInfo, about))
}

/**
 * The occupants, page by page (XEP-0059). If the list is not public, only occupants and members see it; others get an
 * empty list.
 */
function items({ room, from, payload }: RoomQuery): Element {
  const belongsToRoom = occupantOf(room, from.full) !== undefined || isAtLeast(affiliationOf(room, from.bare), 'member')
  const nicks = belongsToRoom || room.record.config.publicOccupants ? [...room.occupants.keys()] : []
  const { start, length } = boundsOf(requestedPage(payload), {
    count: nicks.length,
    upTo: nick => indexIn(nick, nicks) + 1,
    below: nick => indexIn(nick, nicks),
  })
  const items = nicks.slice(start, start + length).map(nick => ({
    id: nick,
    element: xml('item', { jid: `${room.record.jid}/${nick}`, name: nick }),
  }))
  return appendPage(xml('query', NS.discoItems), { items, start, count: nicks.length }, payload)
}

/** The nicks are in order of entry, so the page after an occupant that has left cannot be found (XEP-0059 §2.4). */
function indexIn(nick: string, nicks: readonly string[]): number {
  const index = nicks.indexOf(nick)
  if (index < 0)
    throw new StanzaError('item-not-found', 'This occupant has left the room; start again with the first page.')
  return index
}
