import type { RoomContext } from '../context.js'
import { isSameOccupant, sessionsOf } from '../model/occupant.js'
import { type Announcement, occupantPresence } from './occupant-presence.js'
import { maySeeJids } from './presence-visibility.js'

/** Sends the self-presence, then a presence to each other occupant who may see it (XEP-0045 §7.2.2, §17.3). */
export function broadcastPresence(context: RoomContext, announcement: Announcement): void {
  sendSelfPresence(context, announcement)
  broadcastToOthers(context, announcement)
}

/**
 * Sends the self-presence with 110 to all sessions of the occupant, or to the given ones (full JIDs). The client whose
 * presence it answers gets it with the id of that presence (XEP-0045 §7.2.2).
 */
export function sendSelfPresence(context: RoomContext, announcement: Announcement, sessions?: readonly string[]): void {
  const { batch, room } = context
  const { occupant, codes = [], ownCodes = [] } = announcement
  const versions = announcement.versions ?? { until: room.affiliationVersion }
  const showJid = maySeeJids(room, occupant.role)
  const own = { ...announcement, codes: [110, ...ownCodes, ...codes], versions, showJid }
  const receivers = sessions ?? sessionsOf(occupant)
  const { session, id } = announcement.answers ?? {}
  const asker = id === undefined ? [] : receivers.filter(jid => jid === session)
  if (asker.length > 0) batch.send(occupantPresence(context, { ...own, id }), asker)
  const others = receivers.filter(jid => !asker.includes(jid))
  if (others.length > 0) batch.send(occupantPresence(context, own), others)
}

/** Sends the presence to the other occupants, if the room broadcasts this role. */
export function broadcastToOthers(context: RoomContext, announcement: Announcement): void {
  const { presenceBroadcast } = context.room.record.config
  const { occupant, visibleRoles = presenceBroadcast } = announcement
  if (visibleRoles.includes(occupant.role)) sendToOthers(context, announcement)
}

/**
 * Sends the presence to the other occupants, whatever the role. If the copies exceed the budget of the work item, they are
 * sent later, unless the occupant has changed by then: that was sent already.
 */
export function sendToOthers(context: RoomContext, announcement: Announcement): void {
  const { batch, room, rooms } = context
  if (batch.reserveCopies(room.nicks.size)) return tellOthers(context, announcement)
  const { nick } = announcement.occupant
  const occupant = room.occupants.get(nick)
  batch.later({ room: room.record.jid, copies: room.nicks.size }, later => {
    const current = rooms.get(room.record.jid)
    if (!current || !isSameOccupant(current.occupants.get(nick), occupant)) return
    tellOthers({ ...context, batch: later, room: current }, announcement)
  })
}

/**
 * Sends two stanzas at most, with the real JID and without (XEP-0045 §7.2.3, §7.2.4). Leaves out people who leave, and
 * sessions that are known to be unreachable.
 */
function tellOthers(context: RoomContext, announcement: Announcement): void {
  const { batch, room, unreachable, leaving } = context
  const { occupant } = announcement
  const gone = unreachable.inRoom(room.record.jid)
  const withJid: string[] = []
  const withoutJid: string[] = []
  for (const other of room.occupants.values()) {
    if (other.nick === occupant.nick || leaving?.has(other.user)) continue
    const receivers = maySeeJids(room, other.role) ? withJid : withoutJid
    for (const { jid } of other.sessions) if (!gone?.has(jid)) receivers.push(jid)
  }
  if (withJid.length > 0) batch.send(occupantPresence(context, { ...announcement, showJid: true }), withJid)
  if (withoutJid.length > 0) batch.send(occupantPresence(context, { ...announcement, showJid: false }), withoutJid)
}
