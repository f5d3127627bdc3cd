import { type Static, Type } from '@sinclair/typebox'
import type { UserRoomsLookup, UserRoomsSort } from '../../rooms-api/questions.js'
import { roomsOfUser } from '../../rooms-api/room-list.js'
import { MOST_USERS_SHOWN } from '../../rooms-api/room-overview.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { parseBareJid } from '../../stanza/jid.js'
import type { User } from '../auth/auth.js'
import { operation } from '../schema/operation.js'
import { choice, jsonObject, text } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { format, partialRoom, roomViews } from '../views/room-view.js'
import { page, pageOf } from './v1/parameters.js'

/** As many as a page has at most. */
const MOST_IDS = 1000
const onOff = { expected: 'true or false' }

const sortOrder = Type.Unsafe<1 | -1>({ type: 'integer', enum: [1, -1], default: 1, expected: '1 or -1' })
const sortField = Type.Optional(
  Type.String({ description: 'id, jid, name or topic; other values sort by creationDate' }),
)

const getRooms = operation({
  id: 'getRooms',
  scope: 'any',
  tag: 'Rooms',
  summary: 'List rooms',
  description:
    'The rooms of the caller or of another user. Of the rooms of another user, the caller gets those that are public or ' +
    'shared, without rooms that hide their users from the caller.',
  querystring: Type.Object({
    format: format('small'),
    userId: Type.Optional(Type.String({ description: 'me, a bare JID or a user id; default: me' })),
    status: Type.Optional(choice(['invited', 'accepted', 'unsubscribed', 'rejected', 'deleted'])),
    confId: Type.Optional(Type.String({ description: 'The id of a conference endpoint; no room has one' })),
    scheduled: Type.Optional(Type.Boolean({ ...onOff, description: 'For rooms with a conference; none is scheduled' })),
    hasConf: Type.Optional(Type.Boolean(onOff)),
    isActive: Type.Optional(Type.Boolean({ ...onOff, description: 'false: archived rooms' })),
    creator: Type.Optional(Type.String({ description: 'The user id of the creator' })),
    name: Type.Optional(text({ maxLength: 255, description: 'Words that the name must contain' })),
    sortField,
    sortOrder,
    ...page,
  }),
  result: Type.Object({ data: Type.Array(partialRoom), ...pageOf }),
})

const getRoomJids = operation({
  id: 'getRoomJIDs',
  scope: 'any',
  tag: 'Rooms',
  summary: 'List the JIDs of the rooms of the caller',
  querystring: Type.Object({
    isActive: Type.Optional(Type.Boolean({ ...onOff, description: 'false: archived rooms' })),
    unsubscribed: Type.Boolean({
      ...onOff,
      default: true,
      description: 'false: without rooms that the caller has left',
    }),
    sortField,
    sortOrder,
    ...page,
  }),
  result: Type.Object({ data: Type.Array(Type.String({ description: 'The bare JID of a room' })), ...pageOf }),
})

const getRoomsByIds = operation({
  id: 'getRoomsByIds',
  scope: 'any',
  tag: 'Rooms',
  summary: 'Read several rooms of the caller by their ids',
  description: 'Leaves out ids that are no rooms of the caller.',
  querystring: Type.Object({ format: format('small'), sortField, sortOrder, ...page }),
  body: Type.Object(
    {
      roomIds: Type.Array(Type.String({ expected: 'the id of a room' }), {
        maxItems: MOST_IDS,
        expected: `a list of at most ${MOST_IDS} ids of rooms`,
      }),
    },
    jsonObject,
  ),
  result: Type.Object({ data: Type.Array(partialRoom), ...pageOf }),
})

/** The rooms of a user, in pages. */
export function roomListRoutes(app: TypedApp): void {
  app.get('/rooms', { schema: getRooms }, async ({ query, run, user }) => {
    const { format, limit, offset } = query
    const userRooms = lookupFor(query, user)
    const found = userRooms && (await run({ lookup: { userRooms } }, turn => roomsOfUser(turn, user.jid)))
    return { data: found?.rooms.map(roomViews[format]) ?? [], limit, offset, total: found?.total ?? 0 }
  })

  app.get('/rooms/jids', { schema: getRoomJids }, async ({ query, run, user }) => {
    const { limit, offset, isActive, unsubscribed } = query
    const userRooms = { ...ownLookup(query, user), isActive, withoutFormer: !unsubscribed, users: 1 }
    const { rooms, total } = await run({ lookup: { userRooms } }, turn => roomsOfUser(turn, user.jid))
    return { data: rooms.map(({ record }) => record.jid), limit, offset, total }
  })

  app.post('/rooms/ids', { schema: getRoomsByIds }, async ({ body, query, run, user }) => {
    const { format, limit, offset } = query
    const userRooms = { ...ownLookup(query, user), ids: body.roomIds, users: usersFor(format) }
    const { rooms, total } = await run({ lookup: { userRooms } }, turn => roomsOfUser(turn, user.jid))
    return { data: rooms.map(roomViews[format]), limit, offset, total }
  })
}

/** Undefined if no room can match. */
function lookupFor(query: Static<typeof getRooms.querystring>, user: User): UserRoomsLookup | undefined {
  const { format, status, confId = '', scheduled, hasConf, isActive } = query
  const hasNone = hasConf === false && scheduled === false
  if (status === 'deleted' || confId !== '' || scheduled === true || hasNone) return undefined
  return {
    ...ownLookup(query, user),
    userId: userIdIn(query.userId || 'me', user),
    status,
    isActive,
    // scheduled=false selects rooms with a conference that is not scheduled.
    hasConference: hasConf ?? (scheduled === false ? true : undefined),
    creatorId: query.creator || undefined,
    name: query.name || undefined,
    users: usersFor(format),
  }
}

type Paged = {
  readonly sortField?: string
  readonly sortOrder: 1 | -1
  readonly limit: number
  readonly offset: number
}

/** A page of the caller's rooms, sorted. */
function ownLookup({ sortField, sortOrder, limit, offset }: Paged, user: User) {
  const sort: UserRoomsSort = SORTS.find(sort => sort === sortField) ?? 'creationDate'
  return { userId: user.id, reader: user.jid, sort, isDescending: sortOrder === -1, limit, offset }
}

/** How many users of each room are read. The reader is the first: their privilege decides what they may read. */
function usersFor(format: keyof typeof roomViews): number {
  return format === 'full' ? MOST_USERS_SHOWN : 1
}

const SORTS: readonly UserRoomsSort[] = ['id', 'jid', 'name', 'topic']

function userIdIn(named: string, user: User): string {
  if (named === 'me') return user.id
  const jid = named.includes('@') ? parseBareJid(named) : undefined
  return jid ? userIdOf(jid.bare) : named
}
