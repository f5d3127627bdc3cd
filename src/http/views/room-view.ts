import { type Static, Type } from '@sinclair/typebox'
import type { RoomRecord } from '../../muc/model/room.js'
import type { RoomConfig } from '../../muc/model/room-config.js'
import type { RoomOverview, RoomUser } from '../../rooms-api/room-overview.js'
import { WHOLE_HISTORY } from '../../rooms-api/rooms.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { isoTime as isoText } from '../../stanza/time.js'
import { withModelName } from '../schema/model-name.js'
import { choice, hexId, isoTime } from '../schema/schemas.js'

/** A room user in the view of a room. */
const roomUser = withModelName(
  'getRoomsSuccess_users',
  Type.Object({
    userId: hexId,
    additionDate: isoTime,
    privilege: choice(['guest', 'user', 'moderator'], { description: 'A guest joins without voice' }),
    status: choice(['invited', 'accepted', 'unsubscribed', 'rejected']),
  }),
)

const conference = Type.Object({
  scheduled: Type.Boolean(),
  mediaType: choice(['pstnAudio', 'webrtc']),
  lastUpdateDate: isoTime,
  guestEmails: Type.Array(Type.String()),
})

const small = {
  id: hexId,
  name: Type.String(),
  jid: Type.String({ description: 'The bare JID of the room' }),
  isActive: Type.Boolean({ description: 'false: archived' }),
}

const medium = {
  topic: Type.String(),
  creator: Type.String({
    ...hexId,
    description: 'The user id of the creator; an unused id if the room hides its users',
  }),
  conference: Type.Union([conference, Type.Null()], { description: 'null: the room has no mediaType' }),
  guestEmails: Type.Array(Type.String()),
  disableNotifications: Type.Boolean(),
}

const access = {
  hasPassword: Type.Boolean(),
  hasLobby: Type.Boolean({ description: 'Joiners by links wait for an approval: autoRegister is unlock_ack' }),
}

const full = {
  visibility: choice(['private', 'public']),
  creationDate: isoTime,
  autoRegister: choice(['unlock', 'lock', 'unlock_ack']),
  ...access,
  history: choice(['none', 'all', 'number'], { description: 'The history that a new user gets' }),
  number: Type.Integer({ description: 'The number of messages of this history' }),
  customData: Type.Object({}, { additionalProperties: true }),
  confEndpoints: Type.Array(withModelName('getRoomsSuccess_confEndpoints', Type.Object({}))),
  users: Type.Array(roomUser, { description: 'The caller, then the users who were added first: at most 100' }),
  activeUsersCounter: Type.Integer({ description: 'The number of users who are invited or have accepted' }),
}

/** A whole room. */
export const wholeRoom = Type.Object({ ...small, ...medium, ...full })

/** A room with the keys of the requested format. */
export const partialRoom = Type.Composite([Type.Object(small), Type.Partial(Type.Object({ ...medium, ...full }))])

export const format = (byDefault: 'small' | 'full') => choice(['small', 'medium', 'full'], { default: byDefault })

/** The room in each format of the API. */
export const roomViews = { small: smallRoom, medium: mediumRoom, full: fullRoom }

function smallRoom({ record }: RoomOverview) {
  return { id: record.id, name: record.config.name, jid: record.jid, isActive: !record.archived }
}

function mediumRoom(room: RoomOverview) {
  const { creator, config } = room.record
  return {
    ...smallRoom(room),
    topic: config.description,
    creator: userIdOf(creator),
    conference: conferenceOf(room.record),
    guestEmails: [],
    disableNotifications: config.disableNotifications,
  }
}

function fullRoom(room: RoomOverview): Static<typeof wholeRoom> {
  const { createdAt, config } = room.record
  return {
    ...mediumRoom(room),
    visibility: config.public ? 'public' : 'private',
    creationDate: isoText(createdAt),
    autoRegister: config.autoRegister,
    ...accessOf(config),
    ...historyOf(config),
    customData: config.customData,
    confEndpoints: [],
    users: room.users.map(userView),
    activeUsersCounter: room.activeUsers,
  }
}

/** A room with a media type is for calls at any time: this service knows no schedule. */
function conferenceOf({ config, createdAt }: RoomRecord): Static<typeof conference> | null {
  if (config.mediaType === '') return null
  return { scheduled: false, mediaType: config.mediaType, lastUpdateDate: isoText(createdAt), guestEmails: [] }
}

function accessOf({ password, autoRegister }: RoomConfig) {
  return { hasPassword: password !== '', hasLobby: autoRegister === 'unlock_ack' }
}

/** In the form in which a room can be created with it. */
function historyOf({ historyLength, maxHistoryFetch }: RoomConfig) {
  const number = Math.min(historyLength, maxHistoryFetch)
  if (number === 0) return { history: 'none', number } as const
  return { history: number >= WHOLE_HISTORY ? 'all' : 'number', number } as const
}

function userView({ user, privilege, status, since }: RoomUser): Static<typeof roomUser> {
  return { userId: userIdOf(user), additionDate: isoText(since), privilege, status }
}
