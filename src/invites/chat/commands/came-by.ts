import { isAtLeast } from '../../../muc/model/affiliation.js'
import type { Lookup } from '../../../muc/model/lookup.js'
import { affiliationOf, type Room } from '../../../muc/model/room.js'
import { oneLine } from '../../../muc/operations/one-line.js'
import { readableTime } from '../../../stanza/time.js'
import type { InviteEvent } from '../../link-history.js'
import { refuseHistoryTo } from '../../links.js'
import type { ChatAsk, ChatCommand, ReadableAsk } from '../chat-ask.js'
import { askWhichLink, chosenLink, nameOfLink, type Undecided } from '../links.js'
import { listed, MOST_LISTED } from '../lists.js'
import { nameOfRoom } from '../rooms.js'
import { row } from '../texts/isolate.js'
import { fill } from '../texts/texts.js'

/** `who came by LINK`, and in a room `who came`: the newest joins. For admins and owners, as the link history. */
export const cameBy: ChatCommand = {
  needsRooms: true,
  lookUp(ask) {
    const subject = subjectOf(ask)
    if ('among' in subject || !isAtLeast(affiliationOf(subject.room, ask.from.bare), 'admin')) return undefined
    return { linkHistory: historyOf(subject) }
  },
  run(ask) {
    const subject = subjectOf(ask)
    if ('among' in subject) return askWhichLink(ask, { ...subject, command: 'cameBy' })
    refuseHistoryTo(subject.room, ask.from.bare)
    const { joins } = ask.texts
    const { events = [], total = 0 } = ask.found.linkHistory ?? {}
    if (events.length === 0) return fill(joins.none, { name: subject.name })
    const line = (event: InviteEvent) => row([nameOf(ask, event), readableTime(event.at)])
    const list = listed(ask.texts, { things: events, total, line })
    return [fill(joins.list, { name: subject.name, count: total }), ...list].join('\n')
  },
}

type Subject = { readonly room: Room; readonly linkId: string | undefined; readonly name: string }

/** The room to which the line was written, or the link that it names. */
function subjectOf(ask: ReadableAsk): Subject | Undecided {
  const { here, words } = ask
  if (here && words.length === 0) return { room: here, linkId: undefined, name: nameOfRoom(here) }
  const chosen = chosenLink(ask, { fits: () => true })
  if ('among' in chosen) return chosen
  return { room: chosen.room, linkId: chosen.link.invite.linkId, name: nameOfLink(chosen) }
}

/** A guest is known by name. */
function nameOf({ texts }: ChatAsk, { user, name }: InviteEvent): string {
  return name === undefined ? user : `${oneLine(name)} (${texts.requests.guest})`
}

function historyOf({ room, linkId }: Subject): Lookup['linkHistory'] {
  return { roomId: room.record.id, linkId, events: ['used'], offset: 0, limit: MOST_LISTED }
}
