import { Type } from '@sinclair/typebox'
import { listUsers } from '../../rooms-api/room-users/read.js'
import { operation } from '../schema/operation.js'
import { choice, hexId } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { PRIVILEGES, partialRoomUser, roomUserViews } from '../views/room-user-view.js'
import { page, pageOf } from './v1/parameters.js'

const getRoomActiveUsers = operation({
  id: 'getRoomActiveUsers',
  tag: 'Rooms Users',
  scope: 'any',
  summary: 'List the users of a room',
  description:
    'The users who are invited or have accepted. For users of the room; for moderators alone if the room was created by ' +
    'an XMPP client and hides the addresses of its occupants.',
  params: Type.Object({ roomId: hexId }),
  querystring: Type.Object({
    format: choice(['small', 'medium', 'full'], { default: 'small' }),
    sortField: choice(['additionDate', 'displayName', 'loginEmail', 'privilege', 'status'], {
      default: 'additionDate',
    }),
    sortOrder: choice(['1', '-1'], { default: '1' }),
    privilege: Type.Optional(choice(PRIVILEGES)),
    // COMPAT: the SDK of the API family sends this instead of `privilege`.
    types: Type.Optional(choice(PRIVILEGES)),
    ...page,
  }),
  result: Type.Object({
    data: Type.Array(partialRoomUser),
    ...pageOf,
  }),
  refusals: ['not-allowed', 'unknown-room'],
})

/** The list of the users of a room. */
export function roomUserListRoutes(app: TypedApp): void {
  app.get('/rooms/:roomId/users', { schema: getRoomActiveUsers }, async ({ params, query, user: { jid }, run }) => {
    const { roomId } = params
    const { format, sortField, types, privilege = types, limit, offset } = query
    const lookup = { roomUsers: { roomId, privilege, sortField, descending: query.sortOrder === '-1', limit, offset } }
    return run({ roomId, lookup }, turn => {
      const { users, total } = listUsers(turn, { roomId, reader: jid })
      return { data: users.map(user => roomUserViews[format](user)), limit, offset, total }
    })
  })
}
