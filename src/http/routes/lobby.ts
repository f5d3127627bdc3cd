import { type Static, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { answerLobby, setLobby } from '../../invites/lobby.js'
import { pendingRequests } from '../../invites/pending-requests.js'
import type { Room } from '../../muc/model/room.js'
import { roomToChange } from '../../rooms-api/rooms.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { isoTime as isoText } from '../../stanza/time.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { choice, hexId, isoTime, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

const MOST_USERS = 100

const params = Type.Object({ roomId: hexId })
const lobby = {
  id: hexId,
  name: Type.String(),
  jid: Type.String({ description: 'The bare JID of the room' }),
  hasLobby: Type.Boolean(),
  lobby: Type.Array(
    Type.Object({ userId: hexId, jid_im: Type.String({ description: 'The bare JID' }), additionDate: isoTime }),
    { description: 'The users who wait, oldest first' },
  ),
}
const userIds = Type.Array(Type.String({ expected: 'a user id' }), {
  maxItems: MOST_USERS,
  expected: `a list of at most ${MOST_USERS} user ids`,
})
const answer = Type.Object({ scope: choice(['all', 'some']), users: Type.Optional(userIds) }, jsonObject)
const invalid = Type.Array(Type.String(), {
  description: 'User ids that do not wait, or whose request cannot be answered so',
})

const common = { scope: 'rooms', tag: 'Rooms', params, refusals: ['not-allowed', 'unknown-room'] } as const

const setOne = operation({
  ...common,
  id: 'setRoomLobby',
  summary: 'Turn the lobby of a room on or off',
  description:
    'For its owner. In the lobby, joiners by links wait for an approval. All of them are let in when it is turned off.',
  body: Type.Object({ hasLobby: Type.Boolean({ expected: 'true or false' }) }, jsonObject),
  result: Type.Object({ data: Type.Object(lobby) }),
})

const readOne = operation({
  ...common,
  id: 'getRoomLobbyPendingUsers',
  summary: 'List the users who wait in the lobby of a room',
  description: 'For its moderators.',
  result: Type.Object({ data: Type.Object(lobby) }),
})

const acceptUsers = operation({
  ...common,
  id: 'acceptRoomLobbyUsers',
  summary: 'Let users in who wait in the lobby',
  description: 'For moderators of the room. `some`: those whom `users` names by their user ids.',
  body: answer,
  result: Type.Object({ data: Type.Object({ ...lobby, accepted: Type.Array(hexId), invalid }) }),
})

const denyUsers = operation({
  ...common,
  id: 'denyRoomLobbyUsers',
  summary: 'Decline users who wait in the lobby',
  description: 'For moderators of the room. The users are told.',
  body: answer,
  result: Type.Object({ data: Type.Object({ ...lobby, denied: Type.Array(hexId), invalid }) }),
})

/** COMPAT: the pending requests of a room, in the form of the API family. */
export function lobbyRoutes(app: TypedApp): void {
  app.put(
    '/rooms/:roomId/lobbies',
    { schema: setOne },
    async ({ params: { roomId }, body, run, user: { jid: by } }) => {
      const change = { room: roomId, by, hasLobby: body.hasLobby }
      return run({ roomId }, turn => ({ data: viewOf(setLobby(turn, change), by) }))
    },
  )

  app.get(
    '/rooms/:roomId/lobbies/pending',
    { schema: readOne },
    async ({ params: { roomId }, run, user: { jid: by } }) => {
      return run({ roomId }, turn => ({ data: viewOf(roomToChange(turn, { room: roomId, by, least: 'admin' }), by) }))
    },
  )

  app.put('/rooms/:roomId/lobbies/accept', { schema: acceptUsers }, async request => {
    const { answered: accepted, ...rest } = await answered(request, true)
    return { data: { ...rest, accepted } }
  })

  app.put('/rooms/:roomId/lobbies/deny', { schema: denyUsers }, async request => {
    const { answered: denied, ...rest } = await answered(request, false)
    return { data: { ...rest, denied } }
  })
}

type Answering = Pick<FastifyRequest, 'run' | 'user'> & {
  readonly params: { readonly roomId: string }
  readonly body: Static<typeof answer>
}

function answered({ params: { roomId }, body, run, user: { jid: by } }: Answering, isAllowed: boolean) {
  const users = requestedUsers(body)
  return run({ roomId }, turn => {
    const room = roomToChange(turn, { room: roomId, by, least: 'admin' })
    const report = answerLobby(turn, room, { by, users, isAllowed })
    return { ...viewOf(room, by), answered: [...report.answered], invalid: [...report.invalid] }
  })
}

/** Undefined: all. Throws `bad-request` if `some` names no user. */
function requestedUsers({ scope, users = [] }: Static<typeof answer>): readonly string[] | undefined {
  if (scope === 'all') return undefined
  if (users.length > 0) return users
  throw new RequestError('bad-request', { details: [{ param: 'users', msg: 'must name a user if the scope is some' }] })
}

function viewOf(room: Room, by: string) {
  const { id, jid, config } = room.record
  const waiting = pendingRequests(room, by).map(([user, { at }]) => {
    return { userId: userIdOf(user), jid_im: user, additionDate: isoText(at) }
  })
  return { id, name: config.name, jid, hasLobby: config.autoRegister === 'unlock_ack', lobby: waiting }
}
