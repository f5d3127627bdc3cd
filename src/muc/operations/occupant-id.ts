import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Room } from '../model/room.js'
import type { State } from '../model/state.js'

/**
 * The occupant id of a person (a bare JID) in a room (XEP-0421 §4.1): stable, different in every room, and only this
 * installation can compute it. A later room at the same address has other ids.
 */
function occupantIdOf({ settings }: State, room: Room, user: string): string {
  return settings.digests.keyed(`occupant-id\0${room.record.id}\0${user}`)
}

/** The element with the occupant id of a person (a bare JID), for their presences and messages (XEP-0421 §3.1). */
export function occupantIdElement(state: State, room: Room, user: string): Element {
  return xml('occupant-id', { xmlns: NS.occupantId, id: occupantIdOf(state, room, user) })
}
