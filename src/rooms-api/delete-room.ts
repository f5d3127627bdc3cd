import type { Context } from '../muc/context.js'
import { allSessions, mapOf, type Room } from '../muc/model/room.js'
import { answerRegistration } from '../muc/operations/answer-registration.js'
import { type Destruction, destroyRoom } from '../muc/operations/destroy-room.js'
import { removeAll } from '../muc/operations/remove-occupant.js'
import { closeEvent } from '../stanza/configuration-event.js'
import { roomToChange } from './rooms.js'

/**
 * Destroys a room, for its owners (XEP-0045 §10.9). `by` is a bare JID. Throws as `roomToChange` does.
 */
export function deleteRoom(
  context: Context,
  { room: named, by, name }: { room: string; by: string; name: string },
): void {
  destroyOwnRoom(context, roomToChange(context, { room: named, by, least: 'owner' }), { name })
}

/**
 * Destroys a room; the caller checks that an owner does it. `name` is that owner's display name in the notification of the
 * REST API, which the occupants get unless the room disables notifications.
 */
export function destroyOwnRoom(
  context: Context,
  room: Room,
  { name, ...destruction }: Destruction & { readonly name: string },
): void {
  const { batch } = context
  const { jid, config } = room.record
  if (!config.disableNotifications) {
    batch.send(closeEvent({ room: jid, id: batch.newId(), name }), allSessions(room))
  }
  destroyRoom({ ...context, room }, destruction)
}

/** Archives a room (`setArchived`), for its owners. Throws as `roomToChange` does. */
export function archiveRoom(context: Context, { room: named, by }: { room: string; by: string }): Room {
  const room = roomToChange(context, { room: named, by, least: 'owner' })
  setArchived(context, room, by)
  return room
}

/**
 * Archives a room: removes its occupants, declines the pending requests, and closes it for entry. Its links stop
 * opening it, and its users can still read it. `by` is the bare JID of an owner. No-op if it is archived already.
 */
export function setArchived(context: Context, room: Room, by: string): void {
  const was = room.record
  if (was.archived) return
  // A temporary room must outlive its last occupant now.
  const config = { ...was.config, persistent: true }
  context.batch.change({ kind: 'record', room: was.jid, was, now: { ...was, config, archived: true } })
  removeAll({ ...context, room }, 'This room has been archived.')
  const waiting = [...mapOf(room, 'registration').keys()]
  for (const user of waiting) answerRegistration({ ...context, room }, { user, by, isAllowed: false })
}
