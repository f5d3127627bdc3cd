import { isGuestAddress } from '../../guests/guest-address.js'
import type { Context } from '../../muc/context.js'
import { sessionsOf } from '../../muc/model/occupant.js'
import { allSessions, occupantsWith, type Room } from '../../muc/model/room.js'
import { nickOfRoom } from '../../muc/operations/describe-room.js'
import { userEvent } from '../../stanza/configuration-event.js'
import type { Element } from '../../stanza/element.js'
import { domainOf } from '../../stanza/jid.js'
import { showsMembers } from '../room-user-status.js'
import type { Person } from './person.js'

type Named = Pick<Person, 'jid' | 'name'>

/**
 * Notifies the moderators who are in the room, by a text and an event, that a person was invited or admitted, or that
 * the invitation bounced. Without a `text` it is that of the API family. COMPAT: a text of ours has the nick of the room's
 * own texts (`sendToOccupants`), for clients that show no others; a text of the family has none, as in its documents. A room with `disableNotifications` sends
 * nothing.
 */
export function notifyModerators(
  { batch }: Pick<Context, 'batch'>,
  room: Room,
  { name, person, text }: { name: 'invitation' | 'bounced'; person: Named; text?: string | undefined },
): void {
  if (room.record.config.disableNotifications) return
  const { jid } = room.record
  const from = text === undefined ? jid : `${jid}/${nickOfRoom(room)}`
  for (const to of moderatorSessions(room)) {
    const event = userEvent({ from, id: batch.newId(), name, person, text })
    // What is delivered goes to the XMPP server, which knows no guests.
    if (isGuestAddress(to, domainOf(jid))) batch.send(event, [to])
    else batch.deliver(addressed(event, to))
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
  const event = userEvent({ from: room.record.jid, id: batch.newId(), name, person })
  batch.send(event, showsMembers(room) ? allSessions(room) : moderatorSessions(room))
}

function addressed(event: Element, to: string): Element {
  event.attrs['to'] = to
  return event
}

function moderatorSessions(room: Room): string[] {
  return occupantsWith(room, ['moderator']).flatMap(sessionsOf)
}
