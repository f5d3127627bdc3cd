import { type Static, Type } from '@sinclair/typebox'
import type { Room } from '../../muc/model/room.js'
import { renewRoomPassword, setRoomPassword } from '../../rooms-api/room-password.js'
import { operation } from '../schema/operation.js'
import { hexId, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

const params = Type.Object({ roomId: hexId })
const passwordView = Type.Object({
  id: hexId,
  hasPassword: Type.Boolean(),
  password: Type.String({ description: 'Empty without a password' }),
})

const setPassword = operation({
  id: 'activateRoomAccessByPassword',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Give a room a password, or take it away',
  description: 'For its owner. The service makes the password; a room that has one keeps it. Invitations carry it.',
  params,
  body: Type.Object({ hasPassword: Type.Boolean({ expected: 'true or false' }) }, jsonObject),
  result: Type.Object({ data: passwordView }),
  refusals: ['not-allowed', 'unknown-room'],
})

const renewPassword = operation({
  id: 'renewPassword',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Give a room another password',
  description: 'For its owner. The former password stops working.',
  params,
  result: Type.Object({ data: passwordView }),
  refusals: ['not-allowed', 'unknown-room', 'conflict'],
})

/** The password of a room. */
export function roomPasswordRoutes(app: TypedApp): void {
  app.put('/rooms/:roomId/passwords', { schema: setPassword }, async ({ params: { roomId }, body, run, user }) => {
    const change = { room: roomId, by: user.jid, hasPassword: body.hasPassword }
    return run({ roomId }, turn => ({ data: viewOf(setRoomPassword(turn, change)) }))
  })

  app.put('/rooms/:roomId/passwords/reset', { schema: renewPassword }, async ({ params: { roomId }, run, user }) => {
    return run({ roomId }, turn => ({ data: viewOf(renewRoomPassword(turn, { room: roomId, by: user.jid })) }))
  })
}

function viewOf({ record: { id, config } }: Room): Static<typeof passwordView> {
  return { id, hasPassword: config.password !== '', password: config.password }
}
