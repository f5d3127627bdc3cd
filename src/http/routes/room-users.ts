import { type Static, Type } from '@sinclair/typebox'
import { addUser } from '../../rooms-api/room-users/add.js'
import { readUser } from '../../rooms-api/room-users/read.js'
import { removeUser } from '../../rooms-api/room-users/remove.js'
import { updateUser } from '../../rooms-api/room-users/update.js'
import { requireScope } from '../auth/auth.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { choice, hexId, jsonObject, text } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { namedUser, userName } from '../views/named-user.js'
import { PRIVILEGES, roomUserStatus, roomUserStatusView } from '../views/room-user-view.js'

const userOfRoom = Type.Object({ roomId: hexId, userId: userName })

const addUserToRoom = operation({
  id: 'addUserToRoom',
  tag: 'Rooms Users',
  scope: 'rooms',
  summary: 'Add a user to a room',
  description:
    'For moderators of the room. `invited`: the user gets an invitation from the caller, and accepts or declines it. ' +
    '`accepted`: the user is a member at once. `unsubscribed`: the user can join a locked room through a link. Only owners ' +
    'add moderators. A bare JID can name a user who is unknown to the service.',
  params: Type.Object({ roomId: hexId }),
  body: Type.Object(
    {
      userId: userName,
      reason: text({ maxLength: 1000 }),
      status: choice(['invited', 'accepted', 'unsubscribed']),
      privilege: choice(PRIVILEGES, { default: 'user' }),
    },
    jsonObject,
  ),
  result: Type.Object({ data: roomUserStatus }),
  refusals: ['not-allowed', 'archived', 'guest', 'full', 'may-not-promote', 'unknown-room', 'not-found', 'conflict'],
})

const getUserRoomData = operation({
  id: 'getUserRoomData',
  tag: 'Rooms Users',
  scope: 'any',
  summary: 'Read the status of a user in a room',
  description: 'For users of the room.',
  params: userOfRoom,
  result: Type.Object({ data: roomUserStatus }),
  refusals: ['not-allowed', 'unknown-room', 'not-found'],
})

const statusChange = Type.Object(
  {
    privilege: Type.Optional(choice([...PRIVILEGES, ''])),
    status: Type.Optional(choice(['invited', 'accepted', 'unsubscribed', 'rejected'])),
  },
  jsonObject,
)

const updateUserData = operation({
  id: 'updateUserData',
  tag: 'Rooms Users',
  scope: 'links',
  summary: 'Accept, decline, leave; or change the status of a user in a room',
  description:
    'Users accept an invitation (`accepted`), decline it (`rejected`) and leave (`unsubscribed`) themselves. Moderators ' +
    'change other users, and owners change moderators. When the last user leaves, the room is archived. An empty ' +
    'privilege is `user`. For another user, the token needs the scope `rooms`.',
  params: userOfRoom,
  body: statusChange,
  result: Type.Object({ data: roomUserStatus }),
  refusals: ['not-allowed', 'archived', 'guest', 'full', 'may-not-promote', 'unknown-room', 'not-found', 'conflict'],
})

const removeUserFromRoom = operation({
  id: 'removeUserFromRoom',
  tag: 'Rooms Users',
  scope: 'links',
  summary: 'Remove a user, or the caller, from a room',
  description:
    'Only owners remove moderators. The creator and the last moderator of a room cannot be removed. For another user, the ' +
    'token needs the scope `rooms`.',
  params: userOfRoom,
  result: Type.Object({
    status: Type.String(),
    Status: Type.String({ description: 'The same, for generated clients' }),
    data: Type.Array(Type.Object({})),
  }),
  refusals: ['not-allowed', 'unknown-room', 'not-found', 'conflict'],
})

/** Single users of a room. `by` is the caller, from the token. */
export function roomUserRoutes(app: TypedApp): void {
  app.post('/rooms/:roomId/users', { schema: addUserToRoom }, async ({ params: { roomId }, body, user: by, run }) => {
    const { userId, ...addition } = body
    const { touches, person } = namedUser(userId, by)
    return run({ ...touches, roomId }, turn => {
      const { user, status } = addUser(turn, { ...addition, roomId, by, user: () => person(turn) })
      return { data: roomUserStatusView(user.jid, status) }
    })
  })

  app.get('/rooms/:roomId/users/:userId', { schema: getUserRoomData }, async ({ params, user: by, run }) => {
    const { roomId, userId } = params
    const { touches, person } = namedUser(userId, by)
    return run({ ...touches, roomId }, turn => {
      const { user, status } = readUser(turn, { roomId, by, user: () => person(turn) })
      return { data: roomUserStatusView(user.jid, status) }
    })
  })

  app.put('/rooms/:roomId/users/:userId', { schema: updateUserData }, async ({ params, body, user: by, run }) => {
    const { roomId, userId } = params
    const change = requestedStatus(body)
    const { touches, person, isCaller } = namedUser(userId, by)
    requireScope(by, isCaller ? 'links' : 'rooms')
    return run({ ...touches, roomId }, turn => {
      const { user, status } = updateUser(turn, { roomId, by, user: () => person(turn), ...change })
      return { data: roomUserStatusView(user.jid, status) }
    })
  })

  app.delete('/rooms/:roomId/users/:userId', { schema: removeUserFromRoom }, async ({ params, user: by, run }) => {
    const { roomId, userId } = params
    const { touches, person, isCaller } = namedUser(userId, by)
    requireScope(by, isCaller ? 'links' : 'rooms')
    await run({ ...touches, roomId }, turn => removeUser(turn, { roomId, by, user: () => person(turn) }))
    const status = `UserId ${userId} successfully deleted`
    return { status, Status: status, data: [] }
  })
}

/** The requested status and privilege. Throws `bad-request` if there is neither. */
function requestedStatus({ status, privilege: requested }: Static<typeof statusChange>) {
  const privilege = requested === '' ? 'user' : requested
  if (status === undefined && privilege === undefined) throw new RequestError('bad-request', { details: NEITHER })
  return { status, privilege }
}

const NEITHER = [{ param: 'body', msg: 'must have a status or a privilege' }]
