import type { Context } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { changeStatus } from '../change-status.js'
import { setArchived } from '../delete-room.js'
import type { StoredUserStatus } from '../stored-user-status.js'
import type { Person } from './person.js'

/**
 * The last user leaves: the room is archived and keeps its owner, who can read or delete it. Clients of the REST API
 * close a room this way. Our own decision, since a room must have an owner (XEP-0045 §10.4).
 */
export function archiveEmptyRoom(
  context: Context,
  room: Room,
  { user, status }: { user: Person; status: StoredUserStatus['status'] },
): void {
  setArchived(context, room, user.jid)
  changeStatus({ ...context, room }, user.jid, status)
}
