import type { RoomContext } from '../context.js'
import { absentMembers } from '../model/absent-members.js'
import type { Occupant } from '../model/occupant.js'
import { currentPresence } from './current-presence.js'
import { broadcastOccupants, isBroadcast, maySeeJids } from './presence-visibility.js'

/**
 * Sends a session of the viewer the presence of every other occupant that it may see, then of the absent members
 * (XEP-0045 §7.2.2).
 */
export function sendOccupantList(context: RoomContext, viewer: Occupant, session: string): void {
  for (const occupant of [...broadcastOccupants(context.room), ...absentMembers(context.room)]) {
    if (occupant.nick !== viewer.nick) sendOccupant(context, { occupant, viewer, session })
  }
}

/** Sends a session of the viewer the presence of one occupant, if the viewer may see it. */
export function sendOccupant(
  context: RoomContext,
  { occupant, viewer, session }: { occupant: Occupant; viewer: Occupant; session: string },
): void {
  const { batch, room } = context
  if (occupant.nick !== viewer.nick && !isBroadcast(room, occupant.role)) return
  const showJid = maySeeJids(room, viewer.role)
  batch.send(currentPresence(context, occupant, showJid), [session])
}
