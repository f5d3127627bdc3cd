import { removeForGood } from '../muc/operations/remove-occupant.js'
import { destroyRoom } from '../muc/operations/destroy-room.js'
import { answerRegistration } from '../muc/operations/answer-registration.js'
import { allSessions, type Room } from '../muc/model/room.js'
import { closeEvent } from '../stanza/configuration-event.js'
import { roomToChange } from './rooms.js'
import type { Turn } from '../invites/turn.js'

/**
 * Destroys a room, for its owners (XEP-0045 §10.9). `by` is a bare JID; `name` is how those inside hear of who did it, in
 * the words of the REST API, unless the room says nothing by such texts.
 */
export function deleteRoom(turn: Turn, { room: named, by, name }: { room: string; by: string; name: string }): void {
  const { batch } = turn
  const room = roomToChange(turn, { room: named, by, least: 'owner' })
  const { jid, config } = room.record
  if (!config.disableNotifications) {
    batch.send(closeEvent({ room: jid, id: batch.newId(), name }), allSessions(room))
  }
  destroyRoom({ ...turn, room }, {})
}

/** Puts a room out of use (`putOutOfUse`), for its owners. */
export function archiveRoom(turn: Turn, { room: named, by }: { room: string; by: string }): Room {
  const room = roomToChange(turn, { room: named, by, least: 'owner' })
  putOutOfUse(turn, room, by)
  return room
}

/**
 * Nobody is in the room or enters it any more, its links open nothing, and who waits to be let in is turned down; but it
 * is kept, for those who belong to it to read. Where it is so already, nothing happens. `by` is the bare JID of an owner.
 */
export function putOutOfUse(turn: Turn, room: Room, by: string): void {
  const was = room.record
  if (was.archived) return
  // One that ends with its last occupant is kept now.
  const config = { ...was.config, persistent: true }
  turn.batch.change({ kind: 'record', room: was.jid, was, now: { ...was, config, archived: true } })
  removeForGood({ ...turn, room }, 'This room has been archived.')
  const waiting = [...room.registrations.keys()]
  for (const user of waiting) answerRegistration({ ...turn, room }, { user, by, isAllowed: false })
}
