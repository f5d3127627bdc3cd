import { type Static, Type } from '@sinclair/typebox'
import type { Context } from '../../muc/context.js'
import { deleteRoom as destroy } from '../../rooms-api/delete-room.js'
import { overviewOf } from '../../rooms-api/room-overview.js'
import { readRoom, requestRoom, WHOLE_HISTORY } from '../../rooms-api/rooms.js'
import { updateRoom as update } from '../../rooms-api/update-room.js'
import { parseBareJid } from '../../stanza/jid.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { choice, hexId, jsonObject, text } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { format, partialRoom, roomViews, wholeRoom } from '../views/room-view.js'

const admission = ['unlock', 'unlock_ack', 'lock'] as const
const visibility = ['private', 'public'] as const
const name = text({ minLength: 1, maxLength: 255 })
// Clients send an empty text for no topic.
const topic = Type.Optional(text({ maxLength: 255 }))
const onOff = { expected: 'true or false' }

const createRoom = operation({
  id: 'createRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Create a room',
  description:
    'The room is persistent, and the caller owns it. Private: hidden and members-only. The history for a new user: no ' +
    `messages (none), all stored messages up to ${WHOLE_HISTORY} (all), or as many as number gives; without history, the ` +
    'default of the service.',
  body: Type.Object(
    {
      name,
      topic,
      visibility: choice(visibility, { default: 'private' }),
      history: Type.Optional(choice(['none', 'all', 'number'])),
      number: Type.Integer({ minimum: 0, default: 0, expected: 'a whole number from 0' }),
      disableNotifications: Type.Boolean({ default: false, ...onOff }),
      mediaType: Type.Optional(choice(['pstnAudio', 'webrtc'])),
      autoRegister: choice(admission, { default: 'unlock' }),
    },
    jsonObject,
  ),
  result: Type.Object({ data: wholeRoom }),
  refusals: ['not-allowed', 'too-many-rooms', 'conflict'],
})

const getRoom = operation({
  id: 'getRoomById',
  scope: 'any',
  tag: 'Rooms',
  summary: 'Read a room',
  description: 'A private room: for its users, also invited ones. A public room: for every caller.',
  params: Type.Object({ roomId: hexId }),
  querystring: Type.Object({ format: format('full') }),
  result: Type.Object({ data: partialRoom }),
  refusals: ['unknown-room'],
})

const getRoomByJid = operation({
  id: 'getRoomByJid',
  scope: 'any',
  tag: 'Rooms',
  summary: 'Read a room by its JID',
  params: Type.Object({ jid: Type.String({ description: 'The bare JID of the room' }) }),
  querystring: Type.Object({ format: format('full') }),
  result: Type.Object({ data: partialRoom }),
  refusals: ['unknown-room'],
})

const updateRoom = operation({
  id: 'updateRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Change a room',
  description:
    'For its moderators. Only an owner hands the room over to another owner, who must be a moderator. autoRegister ' +
    'says how new users come through links: at once (unlock), after an approval (unlock_ack), or not at all (lock).',
  params: Type.Object({ roomId: hexId }),
  body: Type.Object(
    {
      visibility: Type.Optional(choice(visibility)),
      topic,
      name: Type.Optional(name),
      owner: Type.Optional(hexId),
      autoRegister: Type.Optional(choice(admission)),
      disableNotifications: Type.Optional(Type.Boolean(onOff)),
    },
    jsonObject,
  ),
  result: Type.Object({ data: wholeRoom }),
  refusals: ['not-allowed', 'no-moderator', 'unknown-room', 'conflict'],
})

const deleteRoom = operation({
  id: 'deleteRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Delete a room',
  description: 'For its owner. Deletes the room with all that belongs to it; personal links stay, unbound.',
  params: Type.Object({ roomId: hexId }),
  result: Type.Object({ status: Type.String(), Status: Type.String(), data: Type.Array(Type.String()) }),
  refusals: ['not-allowed', 'unknown-room'],
})

/** Single rooms. The view is made within the turn, before later turns change the room. */
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
    return { data: await run({ roomId }, readView({ room: roomId, reader: user.jid, format })) }
  })

  app.get('/rooms/jids/:jid', { schema: getRoomByJid }, async ({ params, query: { format }, run, user }) => {
    const room = roomJid(params.jid)
    return { data: await run({ room }, readView({ room, reader: user.jid, format })) }
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

function readView({ room, reader, format }: { room: string; reader: string; format: keyof typeof roomViews }) {
  return (turn: Context) => roomViews[format](overviewOf(readRoom(turn, { room, reader }), reader))
}

function historyLength({ history, number }: Static<typeof createRoom.body>): number | undefined {
  if (history === undefined) return undefined
  return { none: 0, all: WHOLE_HISTORY, number }[history]
}

/** Throws `bad-request` if the body changes nothing. */
function requireChange(body: Static<typeof updateRoom.body>): typeof body {
  const keys = Object.keys(updateRoom.body.properties)
  if (keys.some(key => Object.hasOwn(body, key))) return body
  const msg = `must have at least one of: ${keys.join(', ')}`
  throw new RequestError('bad-request', { details: [{ param: 'body', msg }] })
}

/** The prepared bare JID. Throws `bad-request` if the value is none. */
function roomJid(value: string): string {
  const jid = parseBareJid(value)
  if (jid) return jid.bare
  throw new RequestError('bad-request', { details: [{ param: 'jid', msg: 'must be the bare JID of a room', value }] })
}
