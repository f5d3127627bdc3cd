import type { Context, RoomContext } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../muc/model/room.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { configure } from './configure.js'
import { Refusal } from './refusal.js'
import { configOf, roomToChange, type Visibility } from './rooms.js'

export type RoomUpdate = {
  readonly name?: string | undefined
  readonly topic?: string | undefined
  readonly visibility?: Visibility | undefined
  readonly autoRegister?: RoomConfig['autoRegister'] | undefined
  readonly customData?: RoomConfig['customData'] | undefined
  readonly disableNotifications?: boolean | undefined
}

/**
 * Changes a room, for its admins and owners (`by` is a bare JID). With `handsOver`, an owner makes the user of the
 * look-up `users` the owner instead. Throws as `roomToChange` does, or `no-moderator` if that user is not a moderator.
 */
export function updateRoom(
  context: Context,
  change: { room: string; by: string; update: RoomUpdate; handsOver?: boolean },
): Room {
  const { by, update, handsOver = false } = change
  const room = roomToChange(context, { room: change.room, by, least: handsOver ? 'owner' : 'admin' })
  if (handsOver) handOver({ ...context, room }, { by, to: context.found.users?.[0]?.jid })
  configure(context, room, configAfter(update))
  return room
}

function configAfter({ name, topic, visibility, autoRegister, ...others }: RoomUpdate): Partial<RoomConfig> {
  return {
    ...(name !== undefined && { name }),
    ...(topic !== undefined && { description: topic }),
    ...(visibility && configOf(visibility)),
    ...(autoRegister && { autoRegister }),
    ...(others.customData && { customData: others.customData }),
    ...(others.disableNotifications !== undefined && { disableNotifications: others.disableNotifications }),
  }
}

/**
 * The new owner is set first, so that the room always has one (XEP-0045 §10.4). The former owner stays an admin; an
 * admin of the service may have no affiliation to change.
 */
function handOver(context: RoomContext, { by, to }: { by: string; to: string | undefined }): void {
  const { room } = context
  if (to === undefined || !isAtLeast(affiliationOf(room, to), 'admin')) {
    throw new Refusal(
      'no-moderator',
      'Only a moderator of the room can become its owner; make this user a moderator first.',
    )
  }
  if (to === by) return
  if (room.affiliations.get(to)?.affiliation !== 'owner') setAffiliation(context, { user: to, affiliation: 'owner' })
  if (room.affiliations.get(by)?.affiliation === 'owner') setAffiliation(context, { user: by, affiliation: 'admin' })
}
