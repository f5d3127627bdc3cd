import { xml } from '../../stanza/element.js'
import { reasonGiven, statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import { sessionsOf } from '../model/occupant.js'
import { mapOf } from '../model/room.js'
import { notifyDenied } from './deny-registration.js'
import { leaveTombstone } from './leave-tombstone.js'
import { presenceExtensions } from './occupant-presence.js'

export type Destruction = {
  readonly reason?: string | undefined
  /** The bare JID of the alternate room, and its password. */
  readonly alternate?: string | undefined
  readonly password?: string | undefined
}

/**
 * Destroys a room (XEP-0045 §10.9): notifies the occupants, denies the pending registration requests (§9.9), and leaves
 * a tombstone if the room was persistent.
 */
export function destroyRoom(context: RoomContext, destruction: Destruction): void {
  const { batch, room, capabilities } = context
  const { jid } = room.record
  for (const capability of capabilities) capability.onDestroying?.(context)
  sendDestroyPresences(context, destruction)
  for (const [user, request] of mapOf(room, 'registration')) notifyDenied({ ...context, user, request })
  batch.change({ kind: 'room', jid, was: room, now: undefined })
  leaveTombstone(context, room, destruction.alternate)
}

/** Sends each occupant one presence: their own, unavailable, with `<destroy/>` (XEP-0045 §10.9). */
export function sendDestroyPresences(context: RoomContext, { reason, alternate, password }: Destruction): void {
  const { batch, room } = context
  for (const occupant of room.occupants.values()) {
    const destroy = xml('destroy', { jid: alternate }, ...reasonGiven(reason))
    if (password !== undefined) destroy.append(xml('password', {}, password))
    const item = xml('item', { affiliation: 'none', role: 'none' })
    const gone = xml('presence', { from: `${room.record.jid}/${occupant.nick}`, type: 'unavailable' })
    gone.append(xml('x', NS.mucUser, item, destroy, statusCode(110)), ...presenceExtensions(context, occupant))
    batch.send(gone, sessionsOf(occupant))
  }
}
