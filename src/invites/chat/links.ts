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
import { nameOfRoom, roomsNamed, roomsOf } from './rooms.js'
import { row } from './texts/isolate.js'
import type { ChatCommandName, Texts } from './texts/shape.js'
import { fill } from './texts/texts.js'

/** A link that the person may change, and its room. */
export type RoomLink = { readonly link: ManagedLink; readonly room: Room }

/** All links of the command's rooms that the person may change, the newest first. */
export function managedLinks(ask: ReadableAsk): RoomLink[] {
  const user = ask.from.bare
  const rooms = roomsOf(ask, room => isAtLeast(affiliationOf(room, user), 'member'))
  const links = rooms.flatMap(room => linksOf(ask, room, user).map(link => ({ link, room })))
  return links.sort((one, other) => other.link.invite.createdAt - one.link.invite.createdAt)
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
  for (const { head, tail } of splits(ask.words)) {
    const rooms = new Set(roomsNamed([...new Set(all.map(({ room }) => room))], tail.join(' ')))
    const named = linksNamed(tail.length === 0 ? all : all.filter(({ room }) => rooms.has(room)), head)
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
    const items = among.map(one => lineOfLink(ask, one))
    return choice(texts, texts.choice.link, { items, line: `${texts.words[command][0]} ${shortId(first)}` })
  }
  if (isNamed) return fill(texts.unknown.link, { name: oneLine(words.join(' ')) })
  return noLinks(ask)
}

/** There is no link: how to make one. */
export function noLinks({ texts, here }: Pick<ChatAsk, 'texts' | 'here'>): string {
  const room = here ? '' : `${texts.examples.room} `
  return fill(texts.links.none, { line: `${texts.words.link[0]} ${room}7d 20` })
}

function linksNamed(all: readonly RoomLink[], text: string): { links: RoomLink[]; isExact: boolean } {
  const name = plain(text)
  if (name === '') return { links: [], isExact: false }
  const id = parseOpenInviteId(text)
  const isId = /^[0-9a-f]{4,24}$/.test(name)
  const exact: ((one: RoomLink) => boolean)[] = [
    ({ link: { invite } }) => plain(invite.terms.label) === name,
    ({ link: { invite } }) => (isId && invite.linkId.endsWith(name)) || invite.id === id,
  ]
  for (const test of exact) {
    const links = all.filter(test)
    if (links.length > 0) return { links, isExact: true }
  }
  const rooms = new Set(roomsNamed([...new Set(all.map(({ room }) => room))], text))
  const ofRoom = all.filter(({ room }) => rooms.has(room))
  const similar = all.filter(({ link: { invite } }) => plain(invite.terms.label).includes(name))
  return { links: similar.length > 0 ? similar : ofRoom, isExact: false }
}

function shortId({ link: { invite } }: { link: Pick<ManagedLink, 'invite'> }): string {
  return invite.linkId.slice(-6)
}
