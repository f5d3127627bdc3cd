import type { RoomContext } from '../../context.js'
import type { Hat } from '../../model/hat.js'
import { mapOf, occupantsOf, type Room } from '../../model/room.js'
import { broadcastPresence } from '../../operations/broadcast-presence.js'

/** The bare JIDs of all wearers of the hat, in the room or not. */
export function wearersOf(room: Room, { uri }: Hat): string[] {
  return [...mapOf(room, 'wearer')].filter(([, worn]) => worn.includes(uri)).map(([user]) => user)
}

/** Adds a hat to a person (a bare JID), or removes it. Sends nothing. */
export function setWorn(
  { batch, room }: RoomContext,
  { user, hat, isWorn }: { readonly user: string; readonly hat: Hat; readonly isWorn: boolean },
): void {
  const was = mapOf(room, 'wearer').get(user)
  const others = (was ?? []).filter(uri => uri !== hat.uri)
  const now = isWorn ? [...others, hat.uri] : others
  batch.change({ kind: 'wearer', room: room.record.jid, key: user, was, now: now.length === 0 ? undefined : now })
}

/** XEP-0317 §3.2 to §3.6: broadcasts the presence of these people (bare JIDs) with their current hats. */
export function broadcastWearers(context: RoomContext, users: readonly string[]): void {
  for (const occupant of users.flatMap(user => occupantsOf(context.room, user)))
    broadcastPresence(context, { occupant })
}
