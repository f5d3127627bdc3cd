import { Type } from '@sinclair/typebox'
import { readRoom, requestRoom, setAutoRegister } from '../../invites/rooms.js'
import { operation } from '../operation.js'
import { roomViews, shownRoom, wholeRoom } from '../room-view.js'
import { choice, hexId, jsonObject, text } from '../schemas.js'
import type { TypedApp } from '../typed-app.js'

const lock = choice(['unlock', 'lock'])
const notYet = Type.Optional(Type.Never({ expected: 'left out: over REST only autoRegister can be changed' }))

const createRoom = operation({
  id: 'createRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Make a room',
  description: 'It is persistent, and the caller owns it. Private means hidden and for members only.',
  body: Type.Object(
    {
      name: text({ minLength: 1, maxLength: 255 }),
      topic: Type.Optional(text({ minLength: 1, maxLength: 255 })),
      visibility: choice(['private', 'public'], { default: 'private' }),
      autoRegister: choice(['unlock', 'lock'], { default: 'unlock' }),
      // The rest of the family is checked, and has no effect on a group chat.
      history: Type.Optional(choice(['none', 'all', 'number'])),
      number: Type.Optional(Type.Integer({ minimum: 0, expected: 'a whole number from 0' })),
      disableNotifications: Type.Optional(Type.Boolean({ expected: 'true or false' })),
      mediaType: Type.Optional(choice(['pstnAudio', 'webrtc'])),
    },
    jsonObject,
  ),
  result: Type.Object({ data: wholeRoom }),
  refusals: [403],
})

const getRoom = operation({
  id: 'getRoomById',
  scope: 'any',
  tag: 'Rooms',
  summary: 'Read a room',
  description: 'A private room is shown to its members, a public one to everybody.',
  params: Type.Object({ roomId: hexId }),
  querystring: Type.Object({ format: choice(['small', 'medium', 'full'], { default: 'full' }) }),
  result: Type.Object({ data: shownRoom }),
  refusals: [404],
})

const updateRoom = operation({
  id: 'updateRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Change a room',
  description: 'For its moderators. A locked room lets nobody new in through its links.',
  params: Type.Object({ roomId: hexId }),
  body: Type.Object({ autoRegister: lock, name: notYet, topic: notYet, visibility: notYet, owner: notYet }, jsonObject),
  result: Type.Object({ data: wholeRoom }),
  refusals: [403, 404],
})

/** Making, reading and locking rooms. What is answered is read in the turn: what later turns do is not yet durable. */
export function roomRoutes(app: TypedApp): void {
  app.post('/rooms', { schema: createRoom }, async ({ body, run, user: { jid: creator } }) => {
    const { name, topic = '', visibility, autoRegister } = body
    const requested = { name, topic, visibility, autoRegister, creator }
    return { data: await run({ creator }, turn => roomViews.full(requestRoom(turn, requested))) }
  })

  app.get('/rooms/:roomId', { schema: getRoom }, async ({ params: { roomId }, query: { format }, run, user }) => {
    const asked = { roomId, reader: user.jid }
    return { data: await run({ roomId }, turn => roomViews[format](readRoom(turn, asked))) }
  })

  app.put('/rooms/:roomId', { schema: updateRoom }, async ({ params: { roomId }, body, run, user }) => {
    const setting = { roomId, by: user.jid, autoRegister: body.autoRegister }
    return { data: await run({ roomId }, turn => roomViews.full(setAutoRegister(turn, setting))) }
  })
}
