import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import type { Occupant } from '../model/occupant.js'
import type { Room } from '../model/room.js'
import type { State } from '../model/state.js'

/** The ids of occupants, computed once: each newcomer gets all. An occupant is in one room; the id ends with the value. */
const kept = new WeakMap<Occupant, string>()

/** The element with the id of an occupant, for its presences and messages (XEP-0421 §3.1). */
export function ownOccupantId(context: RoomContext, occupant: Occupant): Element {
  const id = kept.get(occupant) ?? occupantIdOf(context, context.room, occupant.user)
  kept.set(occupant, id)
  return idElement(id)
}

/** The same for a person (a bare JID) who may have left the room. */
export function occupantIdElement(state: State, room: Room, user: string): Element {
  return idElement(occupantIdOf(state, room, user))
}

/**
 * The occupant id of a person (a bare JID) in a room (XEP-0421 §4.1): stable, different in every room, and only this
 * installation can compute it. A later room at the same address has other ids.
 */
function occupantIdOf({ settings }: State, room: Room, user: string): string {
  return settings.digests.keyed(`occupant-id\0${room.record.id}\0${user}`)
}

function idElement(id: string): Element {
  return xml('occupant-id', { xmlns: NS.occupantId, id })
}
