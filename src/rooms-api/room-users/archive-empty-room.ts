import type { Room } from '../../muc/model/room.js'
import { changeStatus } from '../../muc/operations/change-status.js'
import type { UserStatus } from '../../muc/operations/set-user-status.js'
import { putOutOfUse } from '../delete-room.js'
import type { Turn } from '../../invites/turn.js'
import type { Person } from './person.js'

/**
 * Where nobody else is left, who leaves closes the room: it is archived, and stays theirs, to be deleted or read. That is
 * how clients of the REST API close one (our own decision: a room has an owner, XEP-0045 §10.4).
 */
export function close(turn: Turn, room: Room, { user, status }: { user: Person; status: UserStatus['status'] }): void {
  putOutOfUse(turn, room, user.jid)
  changeStatus({ ...turn, room }, user.jid, status)
}
