import { type Static, Type } from '@sinclair/typebox'
import { addUser } from '../../invites/room-users/add.js'
import { readUser } from '../../invites/room-users/read.js'
import { removeUser } from '../../invites/room-users/remove.js'
import { updateUser } from '../../invites/room-users/update.js'
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
  summary: 'Add somebody to a room',
  description:
    'For the moderators of the room. Who is invited gets an invitation from the caller and accepts or declines it; who is ' +
    'accepted is in at once; who is unsubscribed is only known to the room, so that a link lets them in where it lets in ' +
    'nobody new. Only owners add moderators. By the bare JID one can add a person who was never here.',
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
  refusals: [403, 404, 409],
})

const getUserRoomData = operation({
  id: 'getUserRoomData',
  tag: 'Rooms Users',
  scope: 'any',
  summary: 'See how somebody stands to a room',
  description: 'For the users of the room.',
  params: userOfRoom,
  result: Type.Object({ data: roomUserStatus }),
  refusals: [403, 404],
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
  summary: 'Accept, decline, leave; or change how somebody stands to a room',
  description:
    'People accept an invitation (`accepted`), decline it (`rejected`) and leave (`unsubscribed`) themselves; everything ' +
    'else is for the moderators of the room, and what concerns moderators for its owners. Who leaves as the last one ' +
    'closes the room. An empty privilege is `user`. For others than oneself the token needs the scope `rooms`.',
  params: userOfRoom,
  body: statusChange,
  result: Type.Object({ data: roomUserStatus }),
  refusals: [403, 404, 409],
})

const removeUserFromRoom = operation({
  id: 'removeUserFromRoom',
  tag: 'Rooms Users',
  scope: 'links',
  summary: 'Remove somebody from a room, or oneself',
  description:
    'Moderators are removed by owners. The creator of a room stays, and so does its last moderator. For others than ' +
    'oneself the token needs the scope `rooms`.',
  params: userOfRoom,
  result: Type.Object({
    status: Type.String(),
    Status: Type.String({ description: 'The same, as generated clients read it' }),
    data: Type.Array(Type.Object({})),
  }),
  refusals: [403, 404, 409],
})

/** The users of a room, one by one. `by` is always the caller: who they are, their token says. */
export function roomUserRoutes(app: TypedApp): void {
  app.post('/rooms/:roomId/users', { schema: addUserToRoom }, async ({ params: { roomId }, body, user: by, run }) => {
    const { userId, ...addition } = body
    const { touches, person } = namedUser(userId, by)
    return run({ ...touches, roomId }, turn => {
      const { user, standing } = addUser(turn, { ...addition, roomId, by, user: () => person(turn) })
      return { data: roomUserStatusView(user.jid, standing) }
    })
  })

  app.get('/rooms/:roomId/users/:userId', { schema: getUserRoomData }, async ({ params, user: by, run }) => {
    const { roomId, userId } = params
    const { touches, person } = namedUser(userId, by)
    return run({ ...touches, roomId }, turn => {
      const { user, standing } = readUser(turn, { roomId, by, user: () => person(turn) })
      return { data: roomUserStatusView(user.jid, standing) }
    })
  })

  app.put('/rooms/:roomId/users/:userId', { schema: updateUserData }, async ({ params, body, user: by, run }) => {
    const { roomId, userId } = params
    const wished = requestedStatus(body)
    const { touches, person, isCaller } = namedUser(userId, by)
    requireScope(by, isCaller ? 'links' : 'rooms')
    return run({ ...touches, roomId }, turn => {
      const { user, standing } = updateUser(turn, { roomId, by, user: () => person(turn), ...wished })
      return { data: roomUserStatusView(user.jid, standing) }
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

/** What is to become of somebody's standing. Throws where nothing is. */
function requestedStatus({ status, privilege: wished }: Static<typeof statusChange>) {
  const privilege = wished === '' ? 'user' : wished
  if (status === undefined && privilege === undefined) throw new RequestError('bad-request', { details: NEITHER })
  return { status, privilege }
}

const NEITHER = [{ param: 'body', msg: 'must have a status or a privilege' }]
