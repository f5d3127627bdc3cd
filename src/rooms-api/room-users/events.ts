import type { Context } from '../../muc/context.js'
import { sessionsOf } from '../../muc/model/occupant.js'
import { allSessions, occupantsWith, type Room } from '../../muc/model/room.js'
import { userEvent } from '../../stanza/configuration-event.js'
import { showsMembers } from '../room-user-status.js'
import type { Person } from './person.js'

type Named = Pick<Person, 'jid' | 'name'>

/**
 * The moderators who are in the room hear, by words and by an event, that somebody has been invited or let in, or could
 * not be reached. Not where the room is set up to be quiet: here and below.
 */
export function notifyModerators(
  { batch }: Pick<Context, 'batch'>,
  room: Room,
  { name, person }: { name: 'invitation' | 'bounced'; person: Named },
): void {
  if (room.record.config.disableNotifications) return
  for (const to of moderatorSessions(room)) {
    const event = userEvent({ room: room.record.jid, id: batch.newId(), name, person })
    event.attrs['to'] = to
    batch.deliver(event)
  }
}

/** All who are in the room hear that somebody has come or gone; where it hides addresses, its moderators do. */
export function notifyOccupants(
  { batch }: Pick<Context, 'batch'>,
  room: Room,
  { name, person }: { name: 'join' | 'leave'; person: Named },
): void {
  if (room.record.config.disableNotifications) return
  const event = userEvent({ room: room.record.jid, id: batch.newId(), name, person })
  batch.send(event, showsMembers(room) ? allSessions(room) : moderatorSessions(room))
}

function moderatorSessions(room: Room): string[] {
  return occupantsWith(room, ['moderator']).flatMap(sessionsOf)
}
