import type { RoomContext } from '../context.js'
import type { Actor } from '../model/affiliation-setting.js'
import type { Versions } from '../model/affiliation-versions.js'
import { latestSession, type Occupant, withoutSession } from '../model/occupant.js'
import type { Role } from '../model/role.js'
import { broadcastPresence, broadcastToOthers, sendSelfPresence } from './broadcast-presence.js'
import { changeOccupant } from './change-occupant.js'
import { destroyRoom, sendDestroyPresences } from './destroy-room.js'
import type { Answered } from './occupant-presence.js'
import { recordVisit } from './track-activity.js'

export type Removal = {
  readonly occupant: Occupant
  /** Status codes for the cause (XEP-0045 §15.6.2): 301 ban, 307 kick, 321 and 322 members-only, 333 error. */
  readonly codes?: readonly number[]
  readonly reason?: string | undefined
  readonly actor?: Actor | undefined
  /** The versions before and after a change of the affiliation (XEP-0463). */
  readonly versions?: Versions | undefined
  /** The payloads of the leave presence, such as a status (XEP-0045 §7.14), as XML. */
  readonly presence?: string
  /** The leave presence of the client. */
  readonly answers?: Answered
  /** The roles that the room broadcast before this change of its configuration; by default those of now. */
  readonly visibleRoles?: readonly Role[]
}

/**
 * Removes an occupant with all sessions and broadcasts it. A temporary room ends with its last occupant (XEP-0045
 * §4.2); a room that was never configured is destroyed (§10.1.3). Our own decision: its owner gets a plain leave presence
 * without `<destroy/>`, as clients report that as a room which was taken away.
 */
export function removeOccupant(context: RoomContext, removal: Removal): void {
  removeWithoutBroadcast(context, removal)()
}

/**
 * Removes an occupant like `removeOccupant`, and returns the broadcast to the others as a function. If many are removed
 * at once, broadcast after the last removal: else each would get the presences of those who follow.
 */
export function removeWithoutBroadcast(context: RoomContext, removal: Removal): () => void {
  const { room } = context
  const { occupant, presence = '', ...why } = removal
  const announcement = { ...why, occupant, leaves: { presence } }
  changeOccupant(context, { was: occupant, now: undefined })
  recordVisit(context, occupant.user)
  sendSelfPresence(context, announcement)
  if (room.record.locked && room.occupants.size === 0) destroyRoom(context, {})
  else endIfEmpty(context)
  return () => broadcastToOthers(context, announcement)
}

/** Removes one session (a full JID); the occupant leaves the room with the last one (XEP-0045 §7.2.8). */
export function removeSession(context: RoomContext, session: string, removal: Removal): void {
  const { occupant, presence = '', ...why } = removal
  const now = withoutSession(occupant, session)
  if (!now) return removeOccupant(context, removal)
  changeOccupant(context, { was: occupant, now })
  recordVisit(context, occupant.user)
  const leaver = { ...occupant, sessions: occupant.sessions.filter(({ jid }) => jid === session) }
  sendSelfPresence(context, { ...why, occupant: leaver, leaves: { presence } })
  const wasLatest = latestSession(occupant)?.jid === session
  if (wasLatest) broadcastPresence(context, { occupant: now })
}

/** Removes a session (a full JID) that the server could not reach, with 333 (XEP-0045 §18.1.2). */
export function removeUnreachableSession(
  context: RoomContext,
  { occupant, session }: { occupant: Occupant; session: string },
): void {
  removeSession(context, session, { occupant, codes: [333], reason: 'The server could not reach this client.' })
}

/**
 * Removes all occupants because the service shuts down: each gets only their own presence, with 332 (XEP-0045 §11.2).
 */
export function removeForShutdown(context: RoomContext): void {
  for (const occupant of context.room.occupants.values()) {
    sendSelfPresence(context, { occupant, codes: [332], leaves: {} })
    changeOccupant(context, { was: occupant, now: undefined })
    recordVisit(context, occupant.user)
  }
  endIfEmpty(context)
}

/** Removes all occupants of a room that is archived. Our own decision: as if it was destroyed (XEP-0045 §10.9). */
export function removeAll(context: RoomContext, reason: string): void {
  sendDestroyPresences(context, { reason })
  for (const occupant of context.room.occupants.values()) {
    changeOccupant(context, { was: occupant, now: undefined })
    recordVisit(context, occupant.user)
  }
}

/** Ends a temporary room without occupants. */
export function endIfEmpty({ batch, room }: RoomContext): void {
  const { jid, config } = room.record
  if (room.occupants.size > 0 || config.persistent) return
  batch.change({ kind: 'room', jid, was: room, now: undefined })
}
