import { isAtLeast } from '../muc/operations/set-affiliation.js'
import { refuseBlocked } from '../muc/model/block-lists.js'
import { createRoom, hasAllRooms, refuseCreation } from '../muc/operations/create-room.js'
import { affiliationOf, type Room, type RoomConfig } from '../muc/model/room.js'
import { StanzaError } from '../stanza/error.js'
import { Refusal } from '../invites/refusal.js'
import type { Turn } from '../invites/turn.js'

export type Visibility = 'private' | 'public'

export type RequestedRoom = {
  readonly name: string
  readonly topic: string
  readonly visibility: Visibility
  readonly autoRegister: RoomConfig['autoRegister']
  /** How many earlier messages a newcomer gets; left out: as many as in other rooms. */
  readonly history?: number | undefined
  readonly disableNotifications?: boolean
  readonly mediaType?: RoomConfig['mediaType']
  /** The bare JID. */
  readonly creator: string
}

/** As many as the configuration of a room allows: all that are kept for newcomers. */
export const WHOLE_HISTORY = 1000

/** Makes a room as the REST API wants it: persistent, its creator its owner; private means hidden and members-only. */
export function requestRoom(turn: Turn, requested: RequestedRoom): Room {
  const { name, topic, visibility, history, creator, ...others } = requested
  const { rooms } = turn
  refuseBlocked(rooms, creator)
  if (hasAllRooms(rooms, creator)) {
    const most = rooms.settings.maxOwned
    throw new Refusal('too-many-rooms', 'You own as many rooms as one may have.', { current: most, most })
  }
  refuseCreation(rooms, creator)
  const config: RoomConfig = {
    ...rooms.settings.defaults,
    ...others,
    ...(history !== undefined && { historyLength: Math.min(history, WHOLE_HISTORY), maxHistoryFetch: WHOLE_HISTORY }),
    ...configOf(visibility),
    name,
    description: topic,
    persistent: true,
  }
  const jid = `room_${turn.batch.newId()}@${rooms.settings.domain}`
  if (rooms.get(jid)) throw new StanzaError('conflict', `There is a room ${jid} already.`)
  return createRoom(turn, { jid, creator, config, locked: false })
}

export function configOf(visibility: Visibility): Pick<RoomConfig, 'public' | 'membersOnly'> {
  const isPublic = visibility === 'public'
  return { public: isPublic, membersOnly: !isPublic }
}

/**
 * The room of this REST id or bare JID. A private one, or one not yet configured, is shown to those alone who have to do
 * with it, also to who was invited, left or declined; for others it does not exist.
 */
export function readRoom({ rooms }: Turn, asked: { room: string; reader: string }): Room {
  const room = rooms.byId(asked.room) ?? rooms.get(asked.room)
  const isOpen = room?.record.config.public && !room.record.locked
  if (room && (isOpen || belongs(room, asked.reader))) return room
  throw new Refusal('unknown-room', `There is no room ${asked.room}.`)
}

function belongs(room: Room, user: string): boolean {
  return isAtLeast(affiliationOf(room, user), 'member') || room.statuses.has(user)
}

/** The same, for those who change it: its admins and owners, or its owners alone. */
export function roomToChange(turn: Turn, asked: { room: string; by: string; least: 'admin' | 'owner' }): Room {
  const { by, least } = asked
  const room = readRoom(turn, { room: asked.room, reader: by })
  if (isAtLeast(affiliationOf(room, by), least)) return room
  const who = least === 'owner' ? 'an owner' : 'an owner or an admin'
  throw new Refusal('not-a-moderator', `Only ${who} of the room may do this.`)
}
