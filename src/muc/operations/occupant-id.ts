import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Room } from '../model/room.js'
import type { State } from '../model/state.js'

/**
 * The name of a person (a bare JID) in a room: always the same there, another in every other room, and nobody but this
 * installation can tell whose it is (XEP-0421 §4.1). A room that is made anew at the same address has new ones.
 */
function occupantIdOf({ settings }: State, room: Room, user: string): string {
  return settings.digests.keyed(`occupant-id\0${room.record.id}\0${user}`)
}

/** The same as the element that goes with what this person does in the room. */
export function occupantIdElement(state: State, room: Room, user: string): Element {
  return xml('occupant-id', { xmlns: NS.occupantId, id: occupantIdOf(state, room, user) })
}
