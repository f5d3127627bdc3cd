import { type Static, Type } from '@sinclair/typebox'
import { isAtLeast } from '../muc/affiliation.js'
import type { Room } from '../muc/room.js'
import { userIdOf } from '../user-id.js'
import { named } from './named.js'
import { choice, hexId, isoTime } from './schemas.js'

/** A member of a room as the API names them. */
const roomUser = named(
  'getRoomsSuccess_users',
  Type.Object({
    userId: hexId,
    additionDate: isoTime,
    privilege: choice(['moderator', 'user']),
    status: choice(['accepted']),
  }),
)

const small = {
  id: hexId,
  name: Type.String(),
  jid: Type.String({ description: 'The bare JID of the room' }),
  isActive: Type.Boolean({ description: 'false: archived' }),
}

const medium = {
  topic: Type.String(),
  creator: hexId,
  conference: Type.Null(),
  guestEmails: Type.Array(Type.String()),
  disableNotifications: Type.Boolean(),
}

const full = {
  visibility: choice(['private', 'public']),
  creationDate: isoTime,
  autoRegister: choice(['unlock', 'lock', 'unlock_ack']),
  customData: Type.Object({}),
  confEndpoints: Type.Array(named('getRoomsSuccess_confEndpoints', Type.Object({}))),
  users: Type.Array(roomUser, { description: 'The first 100' }),
  activeUsersCounter: Type.Integer({ description: 'All of them' }),
}

/** A whole room. */
export const wholeRoom = Type.Object({ ...small, ...medium, ...full })

/** A room as far as the asked format shows it. */
export const shownRoom = Type.Composite([Type.Object(small), Type.Partial(Type.Object({ ...medium, ...full }))])

const MOST_USERS = 100

/** The room in each format of the API, as it is at this moment. */
export const roomViews = { small: smallRoom, medium: mediumRoom, full: fullRoom }

function smallRoom({ record }: Room) {
  return { id: record.id, name: record.config.name, jid: record.jid, isActive: !record.archived }
}

function mediumRoom(room: Room) {
  const { creator, config } = room.record
  return {
    ...smallRoom(room),
    topic: config.description,
    creator: userIdOf(creator),
    conference: null,
    guestEmails: [],
    disableNotifications: false,
  }
}

function fullRoom(room: Room): Static<typeof wholeRoom> {
  const { createdAt, config } = room.record
  return {
    ...mediumRoom(room),
    visibility: config.public ? 'public' : 'private',
    creationDate: isoOf(createdAt),
    autoRegister: config.autoRegister,
    customData: {},
    confEndpoints: [],
    users: firstUsers(room),
    activeUsersCounter: room.members,
  }
}

function firstUsers({ affiliations }: Room): Static<typeof roomUser>[] {
  const users: Static<typeof roomUser>[] = []
  for (const [jid, { affiliation, since }] of affiliations) {
    if (users.length === MOST_USERS) break
    if (!isAtLeast(affiliation, 'member')) continue
    const privilege = isAtLeast(affiliation, 'admin') ? 'moderator' : 'user'
    users.push({ userId: userIdOf(jid), additionDate: isoOf(since), privilege, status: 'accepted' })
  }
  return users
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
