import type { Context, RoomContext } from '../../muc/context.js'
import type { RoomChanges } from '../../stanza/room-notification.js'
import { mergeNews } from './merge-news.js'
import { TO_MANY, type Told } from './news-ledger.js'
import { hearersOf, sendNews, sendToMany } from './send-news.js'

/** In milliseconds: the time between two notifications of a room to the same people. Our own decision. */
const PAUSE = 1000

/**
 * Notifies the family's clients of the changes of a room (`roomNotification`), on all devices: the members, and the
 * person whom a change of a member concerns. A change is told at once if the room has told nothing within the last
 * second. Otherwise it waits, and is told together with others.
 */
export function tellNews(context: RoomContext, changes: RoomChanges): void {
  const { batch, familyClients, news, room } = context
  const { member } = changes
  if (member && familyClients.includes(member.user, batch.at)) tellOrWait(context, member.user, { member })
  const hasHearers = news.get(room.record.jid, TO_MANY) !== undefined || hearersOf(context, changes).length > 0
  if (hasHearers) tellOrWait(context, TO_MANY, changes)
}

/** Drops what waits in a room. */
export function forgetNews({ batch, news, room }: RoomContext): void {
  const { jid } = room.record
  for (const [to, was] of news.ofRoom(jid)) batch.change({ kind: 'room-news', room: jid, to, was, now: undefined })
}

/**
 * The bare JIDs of the rooms in which something waits that may be told now, and with `isStopping` of all in which
 * something waits. Forgets the rooms that have told nothing for a second.
 */
export function roomsWithNews({ batch, news }: Context, { isStopping }: { isStopping: boolean }): string[] {
  return news.rooms().filter(room => {
    const told = news.ofRoom(room)
    for (const [to, was] of told) {
      if (!was.waiting && isOver(was, batch.at)) batch.change({ kind: 'room-news', room, to, was, now: undefined })
    }
    return told.some(([, { waiting, toldAt }]) => waiting && (isStopping || isOver({ toldAt }, batch.at)))
  })
}

/** Tells what waits in the room with this bare JID and may be told now; with `isStopping` all. */
export function tellWaiting(context: Context, jid: string, { isStopping }: { isStopping: boolean }): void {
  const { batch, news, rooms } = context
  const room = rooms.get(jid)
  for (const [to, was] of news.ofRoom(jid)) {
    const { waiting } = was
    if (!waiting || !(isStopping || isOver(was, batch.at))) continue
    if (room) send({ ...context, room }, to, waiting)
    batch.change({ kind: 'room-news', room: jid, to, was, now: { toldAt: batch.at, waiting: undefined } })
  }
}

function tellOrWait(context: RoomContext, to: string, changes: RoomChanges): void {
  const { batch, news, room } = context
  const { jid } = room.record
  const was = news.get(jid, to)
  const mustWait = was && (was.waiting || !isOver(was, batch.at))
  if (!mustWait) send(context, to, changes)
  const now = mustWait ? { ...was, waiting: mergeNews(was.waiting, changes) } : { toldAt: batch.at, waiting: undefined }
  batch.change({ kind: 'room-news', room: jid, to, was, now })
}

function send(context: RoomContext, to: string, changes: RoomChanges): void {
  if (to === TO_MANY) sendToMany(context, changes)
  else sendNews(context, changes, [to])
}

function isOver({ toldAt }: Pick<Told, 'toldAt'>, at: number): boolean {
  return at >= toldAt + PAUSE
}
