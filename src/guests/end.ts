import type { RoomContext } from '../muc/context.js'
import type { Actor } from '../muc/model/affiliation-setting.js'
import { mapOf, occupantsOf } from '../muc/model/room.js'
import { removeWithoutBroadcast } from '../muc/operations/remove-occupant.js'
import { withdrawRegistration } from '../muc/operations/request-registration.js'

/**
 * Ends a guest (a bare JID): the secret opens nothing any more, and a pending request is withdrawn. The caller removes
 * the occupant. Does nothing if there is no such guest.
 */
export function endGuest(context: Pick<RoomContext, 'batch' | 'room'>, jid: string): void {
  const { batch, room } = context
  const was = mapOf(room, 'guest').get(jid)
  if (!was) return
  withdrawRegistration(context, jid)
  batch.change({ kind: 'guest', room: room.record.jid, key: jid, was, now: undefined })
}

/** Ends guests (bare JIDs). Those in the room leave it as kicked occupants do, with 307 (XEP-0045 §8.2). */
export function putOut(
  context: RoomContext,
  out: { jids: readonly string[]; reason?: string; actor?: Actor | undefined },
): void {
  const { jids, reason, actor } = out
  const occupants = jids.flatMap(jid => occupantsOf(context.room, jid))
  const notifications = occupants.map(occupant =>
    removeWithoutBroadcast(context, { occupant, codes: [307], reason, actor }),
  )
  for (const jid of jids) endGuest(context, jid)
  for (const notify of notifications) notify()
}

/** The bare JIDs of the guests of a room who came by the link with this `linkId`. */
export function guestsBy({ room }: Pick<RoomContext, 'room'>, linkId: string): string[] {
  return [...mapOf(room, 'guest')].flatMap(([jid, guest]) => (guest.linkId === linkId ? [jid] : []))
}
