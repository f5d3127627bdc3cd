import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../muc/model/room.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { createRoom, isAtRoomLimit, refuseCreation } from '../muc/operations/create-room.js'
import { refuseBlocked } from '../muc/operations/refuse-blocked.js'
import { StanzaError } from '../stanza/error.js'
import { localOf } from '../stanza/jid.js'
import { Refusal } from './refusal.js'
import { readableLocal } from './room-address.js'
import { knowsRoom } from './room-user-status.js'

export type Visibility = 'private' | 'public'

export type RequestedRoom = {
  readonly name: string
  readonly topic: string
  readonly visibility: Visibility
  readonly autoRegister: RoomConfig['autoRegister']
  /** The number of messages that a newcomer gets; without it the default of all rooms. */
  readonly history?: number | undefined
  readonly disableNotifications?: boolean
  readonly mediaType?: RoomConfig['mediaType']
  /** A bare JID. */
  readonly creator: string
}

/** The largest number of messages that a room keeps for newcomers. */
export const WHOLE_HISTORY = 1000

/**
 * Creates a room for the REST API: persistent, with the creator as the owner; a private room is hidden and
 * members-only. The topic is the description and the subject. Throws as `makeRoom` does.
 */
export function requestRoom(context: Context, requested: RequestedRoom): Room {
  const { name, topic, visibility, history, creator, ...others } = requested
  const config: RoomConfig = {
    ...context.settings.defaults,
    ...others,
    ...(history !== undefined && { historyLength: Math.min(history, WHOLE_HISTORY), maxHistoryFetch: WHOLE_HISTORY }),
    ...configOf(visibility),
    name,
    description: topic,
    persistent: true,
  }
  const room = makeRoom(context, { creator, config })
  if (topic !== '') setSubject(context, room, topic)
  return room
}

/**
 * Makes a room at an address of the service's choice, with the creator (a bare JID) as the owner. Throws `too-many-rooms`,
 * or what `refuseBlocked` and `refuseCreation` throw.
 */
export function makeRoom(context: Context, { creator, config }: { creator: string; config: RoomConfig }): Room {
  const { settings } = context
  refuseBlocked(context, creator)
  if (isAtRoomLimit(context, creator)) {
    const most = settings.maxOwned
    throw new Refusal('too-many-rooms', `You have reached the limit of ${most} rooms that one user may own.`, {
      current: most,
      most,
    })
  }
  refuseCreation(context, creator)
  const isReadable = settings.addresses === 'readable'
  const id = context.batch.newId()
  const jid = `${isReadable ? readableLocal(config.name, id) : `room_${id}`}@${settings.domain}`
  if (context.rooms.get(jid)) throw new StanzaError('conflict', `There is a room ${jid} already.`)
  const made = isReadable ? { ...config, madeOverRest: true as const } : config
  return createRoom(context, { jid, creator, config: made, locked: false })
}

/**
 * The topic is the first subject of the room, so that occupants see it (XEP-0045 §7.2.15), and the creator has set it.
 * Our own decision: the creator has no nick yet, and gets the one of most clients, the local part of the address.
 */
function setSubject({ batch }: Context, { record }: Room, text: string): void {
  const now = { text, nick: localOf(record.creator), user: record.creator, at: batch.at }
  batch.change({ kind: 'subject', room: record.jid, was: undefined, now })
}

export function configOf(visibility: Visibility): Pick<RoomConfig, 'public' | 'membersOnly'> {
  const isPublic = visibility === 'public'
  return { public: isPublic, membersOnly: !isPublic }
}

/**
 * The room with this REST id or bare JID: the one rule for whom a room exists over REST. Throws the same `unknown-room`
 * for a room that there is not, and for a private or a locked one of which the reader knows nothing (`knowsRoom`).
 */
export function readRoom(context: Context, asked: { room: string; reader: string }): Room {
  const room = findRoom(context, asked)
  if (room) return room
  throw unknownRoom(asked.room)
}

/** The same, for a look-up; undefined if it does not exist for the reader. */
export function findRoom({ rooms }: Pick<Context, 'rooms'>, asked: { room: string; reader: string }): Room | undefined {
  const room = rooms.byId(asked.room) ?? rooms.get(asked.room)
  const isOpen = room?.record.config.public && !room.record.locked
  return room && (isOpen || knowsRoom(room, asked.reader)) ? room : undefined
}

/** The refusal for a room (its REST id or bare JID) that does not exist for the caller. */
export function unknownRoom(room: string): Refusal {
  return new Refusal('unknown-room', `There is no room ${room}.`)
}

/** `readRoom` for a change. Throws `not-a-moderator` if the affiliation of `by` is lower than `least`. */
export function roomToChange(context: Context, asked: { room: string; by: string; least: 'admin' | 'owner' }): Room {
  const { by, least } = asked
  const room = readRoom(context, { room: asked.room, reader: by })
  if (isAtLeast(affiliationOf(room, by), least)) return room
  const who = least === 'owner' ? 'an owner' : 'an owner or an admin'
  throw new Refusal('not-a-moderator', `Only ${who} of the room may do this.`)
}
