import type { RegistrationRequest, Room } from '../../../muc/model/room.js'
import { occupantOf } from '../../../muc/model/room.js'
import { oneLine } from '../../../muc/operations/one-line.js'
import { mayAnswerRegistrations } from '../../../muc/operations/request-registration.js'
import { domainOf, localOf } from '../../../stanza/jid.js'
import { readableTime } from '../../../stanza/time.js'
import { answerRequest, pendingRequests } from '../../pending-requests.js'
import type { ChatAsk, ChatCommand } from '../chat-ask.js'
import { choice, listed } from '../lists.js'
import { plain, splits } from '../plain.js'
import { nameOfRoom, roomFinder, roomsOf } from '../rooms.js'
import { row } from '../texts/isolate.js'
import { fill } from '../texts/texts.js'

/** A pending request. The names are prepared once, since a line has many parts that may be one of them. */
type Waiting = {
  readonly user: string
  readonly request: RegistrationRequest
  readonly room: Room
  readonly nick: string
  readonly local: string
}

/** Each is compared with the parts of a line. A person with more can write to one of the rooms. */
const MOST_WAITING = 2000

/** `waiting`: the pending requests that the person may answer (XEP-0045 §9.9), the oldest first. */
export const waiting: ChatCommand = {
  needsRooms: true,
  run(ask) {
    const { texts } = ask
    const all = waitingIn(ask, answeredRooms(ask))
    const [first] = all
    if (!first) return texts.requests.none
    const list = listed(texts, { things: all, line: one => lineOf(ask, one) })
    const example = fill(texts.choice.example, { line: `${texts.words.approve[0]} ${shortName(first, all)}` })
    return [fill(texts.requests.list, { count: all.length }), ...list, example].join('\n')
  },
}

/** `approve PERSON` and `approve PERSON ROOM`: by address, local part or nick. */
export const approve: ChatCommand = { needsRooms: true, run: ask => decide(ask, true) }
export const decline: ChatCommand = { needsRooms: true, run: ask => decide(ask, false) }

function decide(ask: ChatAsk, isAllowed: boolean): string {
  const { texts, words, from } = ask
  const rooms = answeredRooms(ask)
  const { found, isExact } = wantedIn(waitingIn(ask, rooms), { words, rooms })
  const [first] = found
  if (!first) {
    return words.length === 0 ? texts.requests.none : fill(texts.unknown.person, { name: oneLine(words.join(' ')) })
  }
  if (found.length > 1 || !isExact) {
    const word = texts.words[isAllowed ? 'approve' : 'decline'][0]
    const example = `${word} ${shortName(first, found)} ${localOf(first.room.record.jid)}`
    const line = (one: Waiting) => lineOf(ask, one)
    return choice(texts, { question: texts.choice.person, things: found, line, example })
  }
  const { user, room } = first
  const nickOfAnswerer = occupantOf(room, from.full)?.nick
  answerRequest(ask, room, { user, by: from.bare, nickOfAnswerer, isAllowed })
  const done = isAllowed ? texts.requests.approved : texts.requests.declined
  return fill(done, { person: nameOf(ask, first), room: nameOfRoom(room) })
}

function answeredRooms(ask: ChatAsk): Room[] {
  return roomsOf(ask, room => mayAnswerRegistrations(room, ask.from.bare))
}

/**
 * The requests of room after room until there are 2000, those of a room that the line names first. Throws `not-a-moderator`
 * for the room to which the line was written.
 */
function waitingIn({ from }: ChatAsk, rooms: readonly Room[]): Waiting[] {
  const all: Waiting[] = []
  for (const room of rooms) {
    if (all.length >= MOST_WAITING) break
    for (const [user, request] of pendingRequests(room, from.bare)) {
      all.push({ user, request, room, nick: plain(request.nick), local: localOf(user) })
    }
  }
  return all
}

/** The requests that the words name, a person and maybe a room; if none, those with such a name, to choose from. */
function wantedIn(
  all: readonly Waiting[],
  { words, rooms }: { words: readonly string[]; rooms: readonly Room[] },
): { found: readonly Waiting[]; isExact: boolean } {
  if (words.length === 0) return { found: all, isExact: false }
  const roomsNamed = roomFinder(rooms)
  for (const { head, tail } of splits(words)) {
    const named = tail.length === 0 ? undefined : new Set(roomsNamed(tail.join(' ')))
    const found = namedSo(all, head).filter(({ room }) => !named || named.has(room))
    if (found.length > 0) return { found, isExact: true }
  }
  const part = plain(words.join(' '))
  return { found: all.filter(({ user, request }) => plain(`${user} ${request.nick}`).includes(part)), isExact: false }
}

/** A nick is the requester's own choice, so one that is the name of another person makes the answer a question. */
function namedSo(all: readonly Waiting[], text: string): Waiting[] {
  const name = plain(text)
  if (name === '') return []
  const byAddress = all.filter(({ user }) => user === name)
  const byName = all.filter(({ nick, local }) => local === name || nick === name)
  return byAddress.length > 0 ? byAddress : byName
}

/** Who asks, as whom, for which room, since when, and their words. */
function lineOf(ask: ChatAsk, one: Waiting): string {
  const { openInvites, here } = ask
  const { request, room } = one
  const label = openInvites.ofRoom(room.record.id).find(({ linkId }) => linkId === request.via)?.terms.label ?? ''
  const parts = [nameOf(ask, one), here ? '' : nameOfRoom(room), oneLine(label), readableTime(request.at)]
  const words = oneLine(Object.values(request.answers).join(' '))
  return row(parts) + (words === '' ? '' : `\n  “${words}”`)
}

/** A guest, who has an address of the service's own domain, is known by the name alone. */
function nameOf({ settings, texts }: ChatAsk, { user, request }: Waiting): string {
  if (request.nick === '') return user
  return `${oneLine(request.nick)} (${domainOf(user) === settings.domain ? texts.requests.guest : user})`
}

/** The nick or the local part, if it names this request alone. */
function shortName({ user, request }: Waiting, all: readonly Waiting[]): string {
  return [request.nick, localOf(user)].find(name => namedSo(all, name).length === 1) ?? user
}
