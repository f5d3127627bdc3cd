import type { Context } from '../../muc/context.js'
import { sessionsOf } from '../../muc/model/occupant.js'
import { allSessions, occupantsWith, type Room } from '../../muc/model/room.js'
import { userEvent } from '../../stanza/configuration-event.js'
import { showsMembers } from '../room-user-status.js'
import type { Person } from './person.js'

type Named = Pick<Person, 'jid' | 'name'>

/**
 * Notifies the moderators who are in the room, by a text and an event, that a person was invited or admitted, or that
 * the invitation bounced. Without a `text` it is that of the API family. A room with `disableNotifications` sends
 * nothing.
 */
export function notifyModerators(
  { batch }: Pick<Context, 'batch'>,
  room: Room,
  { name, person, text }: { name: 'invitation' | 'bounced'; person: Named; text?: string | undefined },
): void {
  if (room.record.config.disableNotifications) return
  for (const to of moderatorSessions(room)) {
    const event = userEvent({ room: room.record.jid, id: batch.newId(), name, person, text })
    event.attrs['to'] = to
    batch.deliver(event)
  }
}

/**
 * Notifies the occupants that a user has joined or left; only the moderators, if the room hides addresses. A room with
 * `disableNotifications` sends nothing.
 */
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
