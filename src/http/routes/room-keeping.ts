import { Type } from '@sinclair/typebox'
import { LONGEST_DATA } from '../../rooms-api/custom-data.js'
import { archiveRoom as archive } from '../../rooms-api/delete-room.js'
import { overviewOf } from '../../rooms-api/room-overview.js'
import { updateRoom } from '../../rooms-api/update-room.js'
import { operation } from '../schema/operation.js'
import { hexId, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { roomViews, wholeRoom } from '../views/room-view.js'
import { anyData, withinBounds } from './custom-data.js'

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
