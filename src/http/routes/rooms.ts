import { type Static, Type } from '@sinclair/typebox'
import { deleteRoom as destroy } from '../../invites/end-room.js'
import { readRoom, requestRoom, WHOLE_HISTORY } from '../../invites/rooms.js'
import type { Turn } from '../../invites/turn.js'
import { updateRoom as update } from '../../invites/update-room.js'
import { overviewOf } from '../../muc/room-overview.js'
import { parseBareJid } from '../../stanza/jid.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { choice, hexId, jsonObject, text } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { format, partialRoom, roomViews, wholeRoom } from '../views/room-view.js'

// To let people in on approval is not the clients' to set, though they read it.
const lock = ['unlock', 'lock'] as const
const visibility = ['private', 'public'] as const
const name = text({ minLength: 1, maxLength: 255 })
// Clients send an empty one where there is none.
const topic = Type.Optional(text({ maxLength: 255 }))
const onOff = { expected: 'true or false' }

const createRoom = operation({
  id: 'createRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Make a room',
  description:
    'It is persistent, and the caller owns it. Private means hidden and for members only. A newcomer gets of what was ' +
    `said: nothing (none), all that is kept, up to ${WHOLE_HISTORY} messages (all), or as many as number says; where ` +
    'history is left out, as many as in other rooms of the service.',
  body: Type.Object(
    {
      name,
      topic,
      visibility: choice(visibility, { default: 'private' }),
      history: Type.Optional(choice(['none', 'all', 'number'])),
      number: Type.Integer({ minimum: 0, default: 0, expected: 'a whole number from 0' }),
      disableNotifications: Type.Boolean({ default: false, ...onOff }),
      mediaType: Type.Optional(choice(['pstnAudio', 'webrtc'])),
      autoRegister: choice(lock, { default: 'unlock' }),
    },
    jsonObject,
  ),
  result: Type.Object({ data: wholeRoom }),
  refusals: [403, 409],
})

const getRoom = operation({
  id: 'getRoomById',
  scope: 'any',
  tag: 'Rooms',
  summary: 'Read a room',
  description: 'A private room is shown to those who have to do with it, invited ones too; a public one to everybody.',
  params: Type.Object({ roomId: hexId }),
  querystring: Type.Object({ format: format('full') }),
  result: Type.Object({ data: partialRoom }),
  refusals: [404],
})

const getRoomByJid = operation({
  id: 'getRoomByJid',
  scope: 'any',
  tag: 'Rooms',
  summary: 'Read a room by its JID',
  params: Type.Object({ jid: Type.String({ description: 'The bare JID of the room' }) }),
  querystring: Type.Object({ format: format('full') }),
  result: Type.Object({ data: partialRoom }),
  refusals: [404],
})

const updateRoom = operation({
  id: 'updateRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Change a room',
  description:
    'For its moderators; to another owner, who must be a moderator, only its owner hands it over. A locked room lets ' +
    'nobody new in through its links.',
  params: Type.Object({ roomId: hexId }),
  body: Type.Object(
    {
      visibility: Type.Optional(choice(visibility)),
      topic,
      name: Type.Optional(name),
      owner: Type.Optional(hexId),
      autoRegister: Type.Optional(choice(lock)),
    },
    jsonObject,
  ),
  result: Type.Object({ data: wholeRoom }),
  refusals: [403, 404],
})

const deleteRoom = operation({
  id: 'deleteRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Delete a room',
  description: 'For its owner. It ends for everybody, with all that belongs to it.',
  params: Type.Object({ roomId: hexId }),
  result: Type.Object({ status: Type.String(), Status: Type.String(), data: Type.Array(Type.String()) }),
  refusals: [403, 404],
})

/** Single rooms. What is answered is read in the turn: what later turns do is not yet durable. */
export function roomRoutes(app: TypedApp): void {
  app.post('/rooms', { schema: createRoom }, async ({ body, run, user: { jid: creator } }) => {
    const { topic = '', mediaType, name, visibility, autoRegister, disableNotifications } = body
    const settings = {
      autoRegister,
      disableNotifications,
      ...(mediaType && { mediaType }),
      history: historyLength(body),
    }
    const requested = { name, topic, visibility, creator, ...settings }
    return {
      data: await run({ creator }, turn => roomViews.full(overviewOf(requestRoom(turn, requested), creator))),
    }
  })

  app.get('/rooms/:roomId', { schema: getRoom }, async ({ params: { roomId }, query: { format }, run, user }) => {
    return { data: await run({ roomId }, showing({ room: roomId, reader: user.jid, format })) }
  })

  app.get('/rooms/jids/:jid', { schema: getRoomByJid }, async ({ params, query: { format }, run, user }) => {
    const room = roomJid(params.jid)
    return { data: await run({ room }, showing({ room, reader: user.jid, format })) }
  })

  app.put('/rooms/:roomId', { schema: updateRoom }, async ({ params: { roomId }, body, run, user: { jid: by } }) => {
    const { owner, ...changes } = requireChange(body)
    const touches = { roomId, ...(owner === undefined ? {} : { lookup: { users: [owner] } }) }
    const change = { room: roomId, by, update: changes, handsOver: owner !== undefined }
    return { data: await run(touches, turn => roomViews.full(overviewOf(update(turn, change), by))) }
  })

  app.delete('/rooms/:roomId', { schema: deleteRoom }, async ({ params: { roomId }, run, user: { jid: by, name } }) => {
    await run({ roomId }, turn => destroy(turn, { room: roomId, by, name }))
    const status = `Room ${roomId} successfully deleted`
    return { status, Status: status, data: [] }
  })
}

function showing({ room, reader, format }: { room: string; reader: string; format: keyof typeof roomViews }) {
  return (turn: Turn) => roomViews[format](overviewOf(readRoom(turn, { room, reader }), reader))
}

function historyLength({ history, number }: Static<typeof createRoom.body>): number | undefined {
  if (history === undefined) return undefined
  return { none: 0, all: WHOLE_HISTORY, number }[history]
}

/** Throws where nothing of what can be changed is to be. */
function requireChange(body: Static<typeof updateRoom.body>): typeof body {
  const { visibility, topic, name, owner, autoRegister } = body
  if ([visibility, topic, name, owner, autoRegister].some(value => value !== undefined)) return body
  const msg = 'must have at least one of: visibility, topic, name, owner, autoRegister'
  throw new RequestError('bad-request', { details: [{ param: 'body', msg }] })
}

/** Prepared. */
function roomJid(value: string): string {
  const jid = parseBareJid(value)
  if (jid) return jid.bare
  throw new RequestError('bad-request', { details: [{ param: 'jid', msg: 'must be the bare JID of a room', value }] })
}
