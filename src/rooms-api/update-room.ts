import { isAtLeast, setAffiliation } from '../muc/operations/set-affiliation.js'
import { configureRoom } from '../muc/operations/configure-room.js'
import { affiliationOf, type Room, type RoomConfig } from '../muc/model/room.js'
import { Refusal } from '../invites/refusal.js'
import { configOf, roomToChange, type Visibility } from './rooms.js'
import type { Turn } from '../invites/turn.js'

/** What is to be otherwise; what is left out stays. */
export type RoomUpdate = {
  readonly name?: string | undefined
  readonly topic?: string | undefined
  readonly visibility?: Visibility | undefined
  readonly autoRegister?: RoomConfig['autoRegister'] | undefined
  readonly customData?: RoomConfig['customData'] | undefined
}

/**
 * Changes a room, for its admins and owners (`by` is a bare JID). `handsOver`: to the person whom the turn has found by
 * the look-up `users`, who moderates it already; for its owners.
 */
export function updateRoom(
  turn: Turn,
  change: { room: string; by: string; update: RoomUpdate; handsOver?: boolean },
): Room {
  const { by, update, handsOver = false } = change
  const room = roomToChange(turn, { room: change.room, by, least: handsOver ? 'owner' : 'admin' })
  if (handsOver) handOver(turn, room, { by, to: turn.found.users?.[0]?.jid })
  const was = room.record
  const config = { ...was.config, ...configAfter(update) }
  if (JSON.stringify(config) !== JSON.stringify(was.config)) {
    configureRoom({ ...turn, room }, { now: { ...was, config } })
  }
  return room
}

function configAfter({ name, topic, visibility, autoRegister, customData }: RoomUpdate): Partial<RoomConfig> {
  return {
    ...(name !== undefined && { name }),
    ...(topic !== undefined && { description: topic }),
    ...(visibility && configOf(visibility)),
    ...(autoRegister && { autoRegister }),
    ...(customData && { customData }),
  }
}

/** The new owner comes before the old one goes, who stays a moderator. An admin of the service owns it anyway. */
function handOver(turn: Turn, room: Room, { by, to }: { by: string; to: string | undefined }): void {
  if (to === undefined || !isAtLeast(affiliationOf(room, to), 'admin')) {
    throw new Refusal('no-moderator', 'Only a moderator of the room can become its owner; make them one first.')
  }
  if (to === by) return
  const context = { ...turn, room }
  if (room.affiliations.get(to)?.affiliation !== 'owner') setAffiliation(context, { user: to, affiliation: 'owner' })
  if (room.affiliations.get(by)?.affiliation === 'owner') setAffiliation(context, { user: by, affiliation: 'admin' })
}
