import type { Context } from '../../muc/context.js'
import type { Lookup } from '../../muc/model/lookup.js'
import type { Room } from '../../muc/model/room.js'
import { titleOf } from '../../muc/operations/describe-room.js'
import { oneLine } from '../../muc/operations/one-line.js'
import { localOf, parseJid } from '../../stanza/jid.js'
import { ownLinks } from '../managed-link.js'
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
    openInvitesOf: user,
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

/** The rooms that a text names: by address or local part, else by name, else by a part of the name. */
export function roomsNamed(rooms: readonly Room[], text: string): Room[] {
  const wanted = plain(text)
  if (wanted === '') return []
  const tests: ((room: Room) => boolean)[] = [
    ({ record: { jid } }) => jid === wanted || localOf(jid) === wanted,
    room => plain(nameOfRoom(room)) === wanted,
    room => plain(nameOfRoom(room)).includes(wanted),
  ]
  return tests.map(test => rooms.filter(test)).find(named => named.length > 0) ?? []
}

/** The name of a room on one line, for a text; its local part if it has none. */
export function nameOfRoom(room: Room): string {
  return oneLine(titleOf(room))
}

/** Bare JIDs, each once. A room may be named by the first word, as in `link verona 7d`, or by the last. */
function addressesIn({ found, settings, words }: Pick<ReadableAsk, 'found' | 'settings' | 'words'>): string[] {
  const links = ownLinks({ found, settings }).map(({ room }) => room)
  const named = [words[0] ?? '', words.at(-1) ?? ''].flatMap(word => {
    const jid = parseJid(word.includes('@') ? word : `${word}@${settings.domain}`)
    return jid && jid.local !== '' && jid.domain === settings.domain ? [jid.bare] : []
  })
  const linked = [...new Set(links.filter(room => room !== ''))].slice(0, MOST_ROOMS)
  return [...new Set([...(found.moderatedBy ?? []), ...linked, ...named])]
}
