import { isAtLeast } from '../../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { oneLine } from '../../muc/operations/one-line.js'
import { readableTime } from '../../stanza/time.js'
import { stateOf } from '../commands/links.js'
import { linksOf } from '../links.js'
import type { ManagedLink } from '../managed-link.js'
import { parseOpenInviteId } from '../parse-open-invite-id.js'
import type { ChatAsk, ReadableAsk } from './chat-ask.js'
import { choice } from './lists.js'
import { plain, splits } from './plain.js'
import { nameOfRoom, roomFinder, roomsOf } from './rooms.js'
import { row } from './texts/isolate.js'
import type { ChatCommandName, Texts } from './texts/shape.js'
import { fill } from './texts/texts.js'

/** A link that the person may change, and its room. */
export type RoomLink = { readonly link: ManagedLink; readonly room: Room }

/** Each is compared with the parts of a line. A person with more can write to one of the rooms. */
const MOST_LINKS = 2000

/**
 * The links of the command's rooms that the person may change, the newest first: at most 2000, of each room the newest, and
 * of a room that the line names before those of the others.
 */
export function managedLinks(ask: ReadableAsk): RoomLink[] {
  const user = ask.from.bare
  const links: RoomLink[] = []
  for (const room of roomsOf(ask, room => isAtLeast(affiliationOf(room, user), 'member'))) {
    const space = MOST_LINKS - links.length
    if (space === 0) break
    for (const link of linksOf(ask, room, user).slice(-space)) links.push({ link, room })
  }
  return links.sort((one, other) => other.link.invite.createdAt - one.link.invite.createdAt)
}

/** The rooms of links, each once. */
export function roomsOfLinks(links: readonly RoomLink[]): Room[] {
  return [...new Set(links.map(({ room }) => room))]
}

/** The label of a link and the end of its `linkId`, never its secret id. */
export function nameOfLink({ link: { invite } }: RoomLink): string {
  const end = `…${shortId({ link: { invite } })}`
  return invite.terms.label === '' ? end : `${oneLine(invite.terms.label)} (${end})`
}

/** The line of a link in a list: its name, its room where there may be several, and its state. */
export function lineOfLink(ask: ChatAsk, one: RoomLink): string {
  const state = ask.texts.links.states[stateOf(ask, one.link.invite)]
  return row([nameOfLink(one), ask.here ? '' : nameOfRoom(one.room), state])
}

/** How many people have used a link, and when it ends. */
export function termsText({ links }: Texts, { link: { invite } }: RoomLink): string {
  const { uses, terms } = invite
  const used = terms.maxUses === 0 ? fill(links.noLimit, { uses }) : `${uses}/${terms.maxUses}`
  return fill(links.terms, { uses: used, end: terms.expiresAt === 0 ? links.never : readableTime(terms.expiresAt) })
}

/** The links to choose from; `isNamed`: the words name them, or none. */
export type Undecided = { readonly among: readonly RoomLink[]; readonly isNamed: boolean }

/**
 * The one link that the words name: by label, by id, by its room, or by a part of the label. Without words it is the only
 * one that meets `fits`. Otherwise the links to choose from. If `isFinal`, a link must be
 * named exactly, since the command cannot be undone.
 */
export function chosenLink(
  ask: ReadableAsk,
  wanted: { fits: (link: RoomLink) => boolean; isFinal?: boolean },
): RoomLink | Undecided {
  const all = managedLinks(ask)
  if (ask.words.length === 0) {
    const fitting = all.filter(wanted.fits)
    const [only] = fitting
    return only && fitting.length === 1 && !wanted.isFinal ? only : { among: fitting, isNamed: false }
  }
  const find = linkFinder(all)
  for (const { head, tail } of splits(ask.words)) {
    const named = find(head, tail.join(' '))
    const [only] = named.links
    if (only && named.links.length === 1 && (named.isExact || !wanted.isFinal)) return only
    if (only) return { among: named.links, isNamed: true }
  }
  return { among: [], isNamed: true }
}

/** Asks which of several links is meant, or says that there is none. */
export function askWhichLink(
  ask: ChatAsk,
  { command, among, isNamed }: Undecided & { readonly command: ChatCommandName },
): string {
  const { texts, words } = ask
  const [first] = among
  if (first) {
    const line = (one: RoomLink) => lineOfLink(ask, one)
    const example = `${texts.words[command][0]} ${shortId(first)}`
    return choice(texts, { question: texts.choice.link, things: among, line, example })
  }
  if (isNamed) return fill(texts.unknown.link, { name: oneLine(words.join(' ')) })
  return noLinks(ask)
}

/** There is no link: how to make one. */
export function noLinks({ texts, here }: Pick<ChatAsk, 'texts' | 'here'>): string {
  const room = here ? '' : `${texts.examples.room} `
  return fill(texts.links.none, { line: `${texts.words.link[0]} ${room}7d 20` })
}

type Named = { readonly links: readonly RoomLink[]; readonly isExact: boolean }

/** Finds links by a name, in the rooms with the other name if that is not empty. The labels are prepared once. */
function linkFinder(all: readonly RoomLink[]): (text: string, room: string) => Named {
  const known = all.map(one => ({ one, label: plain(one.link.invite.terms.label) }))
  const roomsNamed = roomFinder(roomsOfLinks(all))
  const inRooms = (name: string) => {
    const rooms = new Set(roomsNamed(name))
    return known.filter(({ one }) => rooms.has(one.room))
  }
  return (text, room) => {
    const name = plain(text)
    if (name === '') return { links: [], isExact: false }
    const among = room === '' ? known : inRooms(room)
    const id = parseOpenInviteId(text)
    const isId = /^[0-9a-f]{4,24}$/.test(name)
    const exact: ((one: (typeof known)[number]) => boolean)[] = [
      ({ label }) => label === name,
      ({ one: { link } }) => (isId && link.invite.linkId.endsWith(name)) || link.invite.id === id,
    ]
    const found = exact.map(test => among.filter(test)).find(links => links.length > 0)
    if (found) return { links: found.map(({ one }) => one), isExact: true }
    const similar = among.filter(({ label }) => label.includes(name))
    const ofRoom = new Set(similar.length > 0 ? [] : inRooms(text))
    const links = similar.length > 0 ? similar : among.filter(one => ofRoom.has(one))
    return { links: links.map(({ one }) => one), isExact: false }
  }
}

function shortId({ link: { invite } }: { link: Pick<ManagedLink, 'invite'> }): string {
  return invite.linkId.slice(-6)
}
