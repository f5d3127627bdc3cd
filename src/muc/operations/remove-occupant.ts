import type { Element } from '../../stanza/element.js'
import type { RoomContext } from '../context.js'
import type { Actor } from '../model/affiliation-setting.js'
import type { Versions } from '../model/affiliation-versions.js'
import { latestSession, type Occupant, withoutSession } from '../model/occupant.js'
import type { Role } from '../model/role.js'
import { broadcastPresence, broadcastToOthers, sendSelfPresence } from './broadcast-presence.js'
import { changeOccupant } from './change-occupant.js'
import { destroyRoom, sendDestroyPresences } from './destroy-room.js'
import { recordVisit } from './track-activity.js'

export type Removal = {
  readonly occupant: Occupant
  /** Status codes that say why (XEP-0045 §15.6.2): 301 ban, 307 kick, 321 and 322 members-only, 333 error. */
  readonly codes?: readonly number[]
  readonly reason?: string | undefined
  readonly actor?: Actor | undefined
  /** Where an affiliation has changed. */
  readonly versions?: Versions | undefined
  /** What the leaving client said, its status for one (XEP-0045 §7.14). */
  readonly presence?: readonly Element[]
  /** The roles of which the others were told until now; those of which they are told in future where absent. */
  readonly visibleRoles?: readonly Role[]
}

/**
 * Takes an occupant out with all sessions and tells everybody. A temporary room ends with its last occupant (§4.2); a
 * room that was never configured is destroyed with its last (§10.1.3).
 */
export function removeOccupant(context: RoomContext, removal: Removal): void {
  removeWithoutBroadcast(context, removal)()
}

/** The same, but the others hear of it only by a call of what is returned. */
export function removeWithoutBroadcast(context: RoomContext, removal: Removal): () => void {
  const { room } = context
  if (room.record.locked && room.occupants.size === 1) {
    destroyRoom(context, { reason: 'The room was left before it was configured.' })
    return () => undefined
  }
  const { occupant, presence = [], ...why } = removal
  const farewell = { ...why, occupant, leaves: { presence } }
  changeOccupant(context, { was: occupant, now: undefined })
  recordVisit(context, occupant.user)
  sendSelfPresence(context, farewell)
  endIfEmpty(context)
  return () => broadcastToOthers(context, farewell)
}

/** One of perhaps several sessions goes; only with the last one does the occupant leave the room (§7.2.8). */
export function removeSession(context: RoomContext, session: string, removal: Removal): void {
  const { occupant, presence = [], ...why } = removal
  const now = withoutSession(occupant, session)
  if (!now) return removeOccupant(context, removal)
  changeOccupant(context, { was: occupant, now })
  recordVisit(context, occupant.user)
  const leaver = { ...occupant, sessions: occupant.sessions.filter(({ jid }) => jid === session) }
  sendSelfPresence(context, { ...why, occupant: leaver, leaves: { presence } })
  const wasShown = latestSession(occupant)?.jid === session
  if (wasShown) broadcastPresence(context, { occupant: now })
}

/** XEP-0045 §18.1.2: the server says that one of the occupant's sessions (a full JID) is gone. */
export function removeUnreachableSession(
  context: RoomContext,
  { occupant, session }: { occupant: Occupant; session: string },
): void {
  removeSession(context, session, { occupant, codes: [333], reason: 'The server could not reach this client.' })
}

/** XEP-0045 §11.2: the service ends for good. Each occupant hears it of themselves alone. */
export function removeForShutdown(context: RoomContext): void {
  for (const occupant of context.room.occupants.values()) {
    sendSelfPresence(context, { occupant, codes: [332], leaves: {} })
    changeOccupant(context, { was: occupant, now: undefined })
    recordVisit(context, occupant.user)
  }
  endIfEmpty(context)
}

/** Our own decision: a room that nobody may enter any more, though it is kept, is gone for its occupants (§10.9). */
export function removeAll(context: RoomContext, reason: string): void {
  sendDestroyPresences(context, { reason })
  for (const occupant of context.room.occupants.values()) {
    changeOccupant(context, { was: occupant, now: undefined })
    recordVisit(context, occupant.user)
  }
}

/** Ends a temporary room in which nobody is. */
export function endIfEmpty({ batch, room }: RoomContext): void {
  const { jid, config } = room.record
  if (room.occupants.size > 0 || config.persistent) return
  batch.change({ kind: 'room', jid, was: room, now: undefined })
}
