import type { Context } from '../muc/context.js'
import { allSessions, mapOf, type Room } from '../muc/model/room.js'
import { answerRegistration } from '../muc/operations/answer-registration.js'
import { destroyRoom } from '../muc/operations/destroy-room.js'
import { removeAll } from '../muc/operations/remove-occupant.js'
import { closeEvent } from '../stanza/configuration-event.js'
import { roomToChange } from './rooms.js'

/**
 * Destroys a room, for its owners (XEP-0045 §10.9). `by` is a bare JID; `name` is how those inside hear of who did it, in
 * the words of the REST API, unless the room says nothing by such texts.
 */
export function deleteRoom(
  context: Context,
  { room: named, by, name }: { room: string; by: string; name: string },
): void {
  const { batch } = context
  const room = roomToChange(context, { room: named, by, least: 'owner' })
  const { jid, config } = room.record
  if (!config.disableNotifications) {
    batch.send(closeEvent({ room: jid, id: batch.newId(), name }), allSessions(room))
  }
  destroyRoom({ ...context, room }, {})
}

/** Puts a room out of use (`putOutOfUse`), for its owners. */
export function archiveRoom(context: Context, { room: named, by }: { room: string; by: string }): Room {
  const room = roomToChange(context, { room: named, by, least: 'owner' })
  putOutOfUse(context, room, by)
  return room
}

/**
 * Nobody is in the room or enters it any more, its links open nothing, and who waits to be let in is turned down; but it
 * is kept, for those who belong to it to read. Where it is so already, nothing happens. `by` is the bare JID of an owner.
 */
export function putOutOfUse(context: Context, room: Room, by: string): void {
  const was = room.record
  if (was.archived) return
  // One that ends with its last occupant is kept now.
  const config = { ...was.config, persistent: true }
  context.batch.change({ kind: 'record', room: was.jid, was, now: { ...was, config, archived: true } })
  removeAll({ ...context, room }, 'This room has been archived.')
  const waiting = [...mapOf(room, 'registration').keys()]
  for (const user of waiting) answerRegistration({ ...context, room }, { user, by, isAllowed: false })
}
