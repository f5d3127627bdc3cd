import type { Context } from '../../muc/context.js'
import type { Lookup } from '../../muc/model/lookup.js'
import type { Room } from '../../muc/model/room.js'
import { titleOf } from '../../muc/operations/describe-room.js'
import { oneLine } from '../../muc/operations/one-line.js'
import { localOf, parseJid } from '../../stanza/jid.js'
import type { ReadableAsk } from './chat-ask.js'
import { plain } from './plain.js'

/** The rooms of a person that are loaded; others can be named by address. As for the ad-hoc commands of the service. */
const MOST_ROOMS = 100

type Known = Pick<Context, 'found' | 'settings' | 'rooms'>

/** Loads the rooms that the person moderates or has links to, and those that the line may name by address. */
export function loadRooms(ask: ReadableAsk, further: (known: Known) => Lookup | undefined): Lookup {
  const user = ask.from.bare
  return {
    moderatedBy: { user, most: MOST_ROOMS },
    linkedRooms: { user, most: MOST_ROOMS },
    further: ({ found, settings }) => ({
      load: addressesIn({ ...ask, found, settings }),
      further: known => further(known),
    }),
  }
}

/** The room to which the command was written, or the person's rooms for which they may give it. */
export function roomsOf(ask: ReadableAsk, may: (room: Room) => boolean): Room[] {
  if (ask.here) return [ask.here]
  const rooms = addressesIn(ask).flatMap(jid => ask.rooms.get(jid) ?? [])
  return rooms.filter(room => !room.record.archived && may(room))
}

/**
 * Finds those of the rooms that a text names: by address or local part, else by name, else by a part of the name. A line has
 * many parts that may be a name, so the names of the rooms are prepared once.
 */
export function roomFinder(rooms: readonly Room[]): (text: string) => Room[] {
  const known = rooms.map(room => ({ room, jid: room.record.jid, name: plain(nameOfRoom(room)) }))
  return text => {
    const wanted = plain(text)
    if (wanted === '') return []
    const tests: ((one: (typeof known)[number]) => boolean)[] = [
      ({ jid }) => jid === wanted || localOf(jid) === wanted,
      ({ name }) => name === wanted,
      ({ name }) => name.includes(wanted),
    ]
    const named = tests.map(test => known.filter(test)).find(found => found.length > 0) ?? []
    return named.map(({ room }) => room)
  }
}

/** The name of a room on one line, for a text; its local part if it has none. */
export function nameOfRoom(room: Room): string {
  return oneLine(titleOf(room))
}

/** Bare JIDs, each once, a named room first: by the first word, as in `link verona 7d`, or by the last. */
function addressesIn({ found, settings, words }: Pick<ReadableAsk, 'found' | 'settings' | 'words'>): string[] {
  const named = [words[0] ?? '', words.at(-1) ?? ''].flatMap(word => {
    const jid = parseJid(word.includes('@') ? word : `${word}@${settings.domain}`)
    return jid && jid.local !== '' && jid.domain === settings.domain ? [jid.bare] : []
  })
  return [...new Set([...named, ...(found.moderatedBy ?? []), ...(found.linkedRooms ?? [])])]
}
