import { isAtLeast } from '../muc/affiliation.js'
import { createRoom, hasAllRooms, refuseCreation } from '../muc/creation.js'
import { affiliationOf, type Room, type RoomConfig } from '../muc/room.js'
import { Refusal } from './refusal.js'
import type { Turn } from './turn.js'

export type RequestedRoom = {
  readonly name: string
  readonly topic: string
  readonly visibility: 'private' | 'public'
  readonly autoRegister: RoomConfig['autoRegister']
  /** The bare JID. */
  readonly creator: string
}

/** Makes a room as the REST API wants it: persistent, its creator its owner; private means hidden and members-only. */
export function requestRoom(turn: Turn, requested: RequestedRoom): Room {
  const { name, topic, visibility, autoRegister, creator } = requested
  const { rooms } = turn
  if (hasAllRooms(rooms, creator)) {
    const most = rooms.settings.maxOwned
    throw new Refusal('too-many-rooms', 'You own as many rooms as one may have.', { current: most, most })
  }
  refuseCreation(rooms, creator)
  const isPublic = visibility === 'public'
  const config: RoomConfig = {
    ...turn.rooms.settings.defaults,
    name,
    description: topic,
    autoRegister,
    persistent: true,
    public: isPublic,
    membersOnly: !isPublic,
  }
  const jid = `room_${turn.batch.newId()}@${turn.rooms.settings.domain}`
  return createRoom(turn, { jid, creator, config, locked: false })
}

/** A private room, or one not yet configured, is shown to its members alone; for others it does not exist. */
export function readRoom({ rooms }: Turn, asked: { roomId: string; reader: string }): Room {
  const room = rooms.byId(asked.roomId)
  const isOpen = room?.record.config.public && !room.record.locked
  if (room && (isOpen || isAtLeast(affiliationOf(room, asked.reader), 'member'))) return room
  throw new Refusal('unknown-room', `There is no room with the id ${asked.roomId}.`)
}

/** Locks a room against its open invites, or unlocks it. For owners and admins. */
export function setAutoRegister(
  turn: Turn,
  setting: { roomId: string; by: string; autoRegister: RoomConfig['autoRegister'] },
): Room {
  const room = readRoom(turn, { roomId: setting.roomId, reader: setting.by })
  if (!isAtLeast(affiliationOf(room, setting.by), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room can lock or unlock it.')
  }
  const was = room.record
  if (was.config.autoRegister === setting.autoRegister) return room
  const now = { ...was, config: { ...was.config, autoRegister: setting.autoRegister } }
  turn.batch.change({ kind: 'record', room: was.jid, was, now })
  return room
}
