import type { Room } from '../../../muc/model/room.js'
import { oneLine } from '../../../muc/operations/one-line.js'
import { StanzaError } from '../../../stanza/error.js'
import { localOf } from '../../../stanza/jid.js'
import { makeLink } from '../../make.js'
import { linkUrl } from '../../notify-owner.js'
import { mayMakeLink } from '../../rights.js'
import { LONGEST_LABEL } from '../../terms.js'
import type { ChatAsk, ChatCommand } from '../chat-ask.js'
import { termsText } from '../links.js'
import { choice } from '../lists.js'
import { splits } from '../plain.js'
import { nameOfRoom, roomFinder, roomsOf } from '../rooms.js'
import { type ChatTerms, termsIn } from '../terms-in.js'
import { fill } from '../texts/texts.js'

/** `link ROOM 7d 20 LABEL`: makes a link; the room may be left out in a room, and by a person with one room. */
export const make: ChatCommand = {
  needsRooms: true,
  run(ask) {
    const { texts, from } = ask
    const rooms = roomsOf(ask, room => mayMakeLink(room, from.bare, 'member'))
    if (rooms.length === 0) return texts.unknown.noRooms
    const wanted = wantedIn(ask, rooms)
    if (!wanted) return fill(texts.unknown.room, { name: oneLine(nameIn(ask)) })
    const [room] = wanted.rooms
    return room && wanted.rooms.length === 1 ? linkTo(ask, room, wanted.terms) : askWhichRoom(ask, wanted)
  },
}

type Wanted = { readonly rooms: readonly Room[]; readonly terms: ChatTerms; readonly tail: readonly string[] }

/** The rooms that the longest beginning of the line names, with the terms behind it; undefined if it names none. */
function wantedIn({ words, texts }: ChatAsk, rooms: readonly Room[]): Wanted | undefined {
  const roomsNamed = roomFinder(rooms)
  for (const { head, tail } of splits(words)) {
    const terms = termsIn(tail, texts)
    const named = head === '' ? rooms : roomsNamed(head)
    if (terms && named.length > 0) return { rooms: named, terms, tail }
  }
  return undefined
}

/** What is left of the line without the terms: the name of a room that is not known. */
function nameIn({ words, texts }: ChatAsk): string {
  const withTerms = splits(words).filter(({ tail }) => tail.length > 0 && termsIn(tail, texts))
  return withTerms.at(-1)?.head ?? words.join(' ')
}

function linkTo(ask: ChatAsk, room: Room, asked: ChatTerms): string {
  const { texts, from } = ask
  if ((asked.label ?? '').length > LONGEST_LABEL) {
    throw new StanzaError('not-acceptable', fill(texts.refusals.labelTooLong, { most: LONGEST_LABEL }))
  }
  const link = makeLink(ask, room, { owner: from.bare, asked })
  const made = fill(texts.links.made, { room: nameOfRoom(room) })
  return [made, linkUrl(ask, link), termsText(texts, { link, room })].join('\n')
}

function askWhichRoom({ texts }: ChatAsk, { rooms, tail }: Wanted): string {
  const line = (room: Room) => `${nameOfRoom(room)} (${localOf(room.record.jid)})`
  const example = [texts.words.link[0], localOf(rooms[0]?.record.jid ?? ''), ...tail].join(' ')
  return choice(texts, { question: texts.choice.room, things: rooms, line, example })
}
