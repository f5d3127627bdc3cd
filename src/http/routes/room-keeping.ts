import { Type } from '@sinclair/typebox'
import { archiveRoom as archive } from '../../rooms-api/delete-room.js'
import { overviewOf } from '../../rooms-api/room-overview.js'
import { updateRoom } from '../../rooms-api/update-room.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { hexId, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { roomViews, wholeRoom } from '../views/room-view.js'

/** Characters, as JSON: every member gets the custom data when it changes. */
const LONGEST_DATA = 8192
const DEEPEST_DATA = 20

const archiveRoom = operation({
  id: 'archiveRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Archive a room',
  description: 'For its owner. The room is emptied and can no longer be joined, but its users can still read it.',
  params: Type.Object({ roomId: hexId }),
  result: Type.Object({ data: wholeRoom }),
  refusals: ['not-allowed', 'unknown-room'],
})

const anyData = Type.Object({}, { additionalProperties: true, expected: 'an object' })

const updateCustomData = operation({
  id: 'updateRoomCustomData',
  scope: 'rooms',
  tag: 'Rooms Custom Data',
  summary: 'Replace the custom data of a room',
  description: `For its moderators. At most ${LONGEST_DATA} characters as JSON; {} removes it.`,
  params: Type.Object({ roomId: hexId }),
  body: Type.Object({ customData: anyData }, jsonObject),
  result: Type.Object({ data: Type.Object({ id: hexId, customData: anyData }) }),
  refusals: ['not-allowed', 'unknown-room'],
})

/** Archiving a room, and its custom data. */
export function roomKeepingRoutes(app: TypedApp): void {
  app.put(
    '/rooms/:roomId/archive',
    { schema: archiveRoom },
    async ({ params: { roomId: room }, run, user: { jid: by } }) => {
      return {
        data: await run({ roomId: room }, turn => roomViews.full(overviewOf(archive(turn, { room, by }), by))),
      }
    },
  )

  app.put(
    '/rooms/:roomId/custom-data',
    { schema: updateCustomData },
    async ({ params, body, run, user: { jid: by } }) => {
      const { roomId } = params
      const update = { customData: withinBounds(body.customData) }
      await run({ roomId }, turn => updateRoom(turn, { room: roomId, by, update }))
      return { data: { id: roomId, ...update } }
    },
  )
}

function withinBounds(customData: Record<string, unknown>): Record<string, unknown> {
  // The depth first: JSON.stringify fails on values that are too deep.
  if (!isDeeperThan(DEEPEST_DATA, customData) && JSON.stringify(customData).length <= LONGEST_DATA) return customData
  const msg = `must have at most ${LONGEST_DATA} characters as JSON, and at most ${DEEPEST_DATA} levels`
  throw new RequestError('bad-request', { details: [{ param: 'customData', msg }] })
}

function isDeeperThan(most: number, value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
