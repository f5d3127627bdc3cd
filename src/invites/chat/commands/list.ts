import { oneLine } from '../../../muc/operations/one-line.js'
import { linkUrl } from '../../notify-owner.js'
import type { ChatCommand } from '../chat-ask.js'
import { lineOfLink, managedLinks, noLinks, type RoomLink, roomsOfLinks, termsText } from '../links.js'
import { listed } from '../lists.js'
import { roomFinder } from '../rooms.js'
import { fill } from '../texts/texts.js'

/** `links` or `links ROOM`: the links that the person may change, with their URLs, the newest first. */
export const list: ChatCommand = {
  needsRooms: true,
  run(ask) {
    const { texts, words } = ask
    const all = managedLinks(ask)
    const name = words.join(' ')
    const named = new Set(roomFinder(roomsOfLinks(all))(name))
    const links = name === '' ? all : all.filter(({ room }) => named.has(room))
    if (all.length === 0) return noLinks(ask)
    if (links.length === 0) return fill(texts.unknown.room, { name: oneLine(name) })
    const line = (one: RoomLink) => [lineOfLink(ask, one), linkUrl(ask, one.link), termsText(texts, one)].join('\n  ')
    return [fill(texts.links.list, { count: links.length }), ...listed(texts, { things: links, line })].join('\n')
  },
}
