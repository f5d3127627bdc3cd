import type { Context } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { changeStatus } from '../change-status.js'
import { setArchived } from '../delete-room.js'
import type { StoredUserStatus } from '../stored-user-status.js'
import type { Person } from './person.js'

/**
 * Where nobody else is left, who leaves closes the room: it is archived, and stays theirs, to be deleted or read. That is
 * how clients of the REST API close one (our own decision: a room has an owner, XEP-0045 §10.4).
 */
export function archiveEmptyRoom(
  context: Context,
  room: Room,
  { user, status }: { user: Person; status: StoredUserStatus['status'] },
): void {
  setArchived(context, room, user.jid)
  changeStatus({ ...context, room }, user.jid, status)
}
