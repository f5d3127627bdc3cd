import { type Static, Type } from '@sinclair/typebox'
import { roomsOfUser } from '../../invites/room-list.js'
import type { UserRoomsLookup, UserRoomsSort } from '../../muc/lookup.js'
import { MOST_USERS_SHOWN } from '../../muc/room-overview.js'
import { parseBareJid } from '../../stanza/jid.js'
import { userIdOf } from '../../user-id.js'
import type { User } from '../auth/auth.js'
import { operation } from '../schema/operation.js'
import { choice, text } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { format, partialRoom, roomViews } from '../views/room-view.js'
import { page, pageOf } from './v1/parameters.js'

const onOff = { expected: 'true or false' }

const getRooms = operation({
  id: 'getRooms',
  scope: 'any',
  tag: 'Rooms',
  summary: 'List rooms',
  description:
    'Those with which somebody has to do: the caller, or another person, of whose rooms the caller sees their own and ' +
    'the public ones, but for those that hide from them who belongs there.',
  querystring: Type.Object({
    format: format('small'),
    userId: Type.Optional(Type.String({ description: 'me, a bare JID or a user id; the caller by default' })),
    status: Type.Optional(choice(['invited', 'accepted', 'unsubscribed', 'rejected', 'deleted'])),
    confId: Type.Optional(Type.String({ description: 'Of a conference endpoint; no room has any' })),
    scheduled: Type.Optional(Type.Boolean({ ...onOff, description: 'Of rooms with a conference; none is scheduled' })),
    hasConf: Type.Optional(Type.Boolean(onOff)),
    isActive: Type.Optional(Type.Boolean({ ...onOff, description: 'false: archived ones' })),
    creator: Type.Optional(Type.String({ description: 'The user id of who made them' })),
    name: Type.Optional(text({ maxLength: 255, description: 'Words, all of which are in the name' })),
    sortField: Type.Optional(Type.String({ description: 'id, jid, name or topic; all others sort by creationDate' })),
    sortOrder: Type.Unsafe<1 | -1>({ type: 'integer', enum: [1, -1], default: 1, expected: '1 or -1' }),
    ...page,
  }),
  result: Type.Object({ data: Type.Array(partialRoom), ...pageOf }),
})

/** The rooms of a person, a part of them at a time. */
export function roomListRoutes(app: TypedApp): void {
  app.get('/rooms', { schema: getRooms }, async ({ query, run, user }) => {
    const { format, limit, offset } = query
    const userRooms = lookupFor(query, user)
    const found = userRooms && (await run({ lookup: { userRooms } }, turn => roomsOfUser(turn, user.jid)))
    return { data: found?.rooms.map(roomViews[format]) ?? [], limit, offset, total: found?.total ?? 0 }
  })
}

/** Undefined where no room can be meant. */
function lookupFor(query: Static<typeof getRooms.querystring>, user: User): UserRoomsLookup | undefined {
  const { format, status, confId = '', scheduled, hasConf, isActive, limit, offset } = query
  const hasNone = hasConf === false && scheduled === false
  if (status === 'deleted' || confId !== '' || scheduled === true || hasNone) return undefined
  return {
    userId: userIdIn(query.userId || 'me', user),
    reader: user.jid,
    status,
    isActive,
    // Only a conference can be one that is not scheduled.
    hasConference: hasConf ?? (scheduled === false ? true : undefined),
    creatorId: query.creator || undefined,
    name: query.name || undefined,
    sort: SORTS.find(sort => sort === query.sortField) ?? 'creationDate',
    isDescending: query.sortOrder === -1,
    limit,
    offset,
    // The reader comes first: whether they moderate the room decides on what they see of it.
    users: format === 'full' ? MOST_USERS_SHOWN : 1,
  }
}

const SORTS: readonly UserRoomsSort[] = ['id', 'jid', 'name', 'topic']

function userIdIn(named: string, user: User): string {
  if (named === 'me') return user.id
  const jid = named.includes('@') ? parseBareJid(named) : undefined
  return jid ? userIdOf(jid.bare) : named
}
