import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import type { Lookup } from '../muc/model/lookup.js'
import { affiliationOf } from '../muc/model/room.js'
import { StanzaError } from '../stanza/error.js'
import type { EventKind, StoredEvent } from './event.js'

/** The most rooms of a person whose events are read together. */
export const MOST_ROOMS = 50

/** What an app wants to read. `isAdmin`: with the rights of an admin of the service, who may read all rooms. */
export type Reading = {
  /** A bare JID. */
  readonly reader: string
  readonly isAdmin: boolean
  /** Bare JIDs. Without them all rooms that the reader owns or administers, and for an admin of the service all. */
  readonly rooms?: readonly string[] | undefined
  /** Without them all kinds. */
  readonly kinds?: readonly EventKind[] | undefined
  /** A position; undefined: only what happens from now on. */
  readonly after?: number | undefined
  readonly most: number
}

/**
 * A page of events. `cursor`: the position to read on from. `rooms`: whose events it has; undefined: of all rooms.
 * `isLast`: nothing more has happened yet.
 */
export type EventPage = {
  readonly events: readonly StoredEvent[]
  readonly cursor: number
  readonly rooms: readonly string[] | undefined
  readonly isLast: boolean
}

/** The look-up that `readEvents` needs. A room has no events of an earlier one with its address, except for admins. */
export function eventsLookup({ reader, isAdmin, rooms, after, most }: Reading): Lookup {
  const questions = (of: readonly string[] | undefined): Lookup =>
    after === undefined ? { latestEvent: true } : { eventsAfter: { after, rooms: of, most, ofFormer: isAdmin } }
  if (rooms) return { load: rooms, ...questions(rooms) }
  if (isAdmin) return questions(undefined)
  return {
    moderatedBy: { user: reader, most: MOST_ROOMS },
    further: ({ found }) => questions(found.moderatedBy ?? []),
  }
}

/** Reads a page. Needs the look-up of `eventsLookup`. Throws `forbidden` for a room that the reader does not moderate. */
export function readEvents(context: Pick<Context, 'rooms' | 'found'>, reading: Reading): EventPage {
  const { found } = context
  const { reader, isAdmin, rooms: wanted, kinds, after } = reading
  if (wanted && !isAdmin) for (const jid of wanted) requireModeratorOf(context, { jid, reader })
  const rooms = wanted ?? (isAdmin ? undefined : (found.moderatedBy ?? []))
  const { events: read, isLast } = found.eventsAfter ?? { events: [], isLast: true }
  return {
    events: read.filter(({ kind }) => !kinds || kinds.includes(kind)),
    cursor: read.at(-1)?.position ?? after ?? found.latestEvent ?? 0,
    rooms,
    isLast,
  }
}

/** A room that does not exist is answered as one that the reader does not moderate: hidden rooms stay hidden. */
function requireModeratorOf({ rooms }: Pick<Context, 'rooms'>, { jid, reader }: { jid: string; reader: string }): void {
  const room = rooms.get(jid)
  if (room && isAtLeast(affiliationOf(room, reader), 'admin')) return
  throw new StanzaError('forbidden', `You are no owner or admin of ${jid}, so you may not read its events.`)
}
