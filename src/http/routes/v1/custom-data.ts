import { Type } from '@sinclair/typebox'
import { LONGEST_DATA } from '../../../rooms-api/custom-data.js'
import { readRoom, roomToChange } from '../../../rooms-api/rooms.js'
import { updateRoom } from '../../../rooms-api/update-room.js'
import { operation } from '../../schema/operation.js'
import { jsonObject } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { anyData, withinBounds } from '../custom-data.js'
import { roomOf, roomParam } from './parameters.js'

const ofRoom = Type.Object({ room: roomParam })
const result = Type.Object({ data: Type.Object({ customData: anyData }) })

const read = operation({
  id: 'readCustomData',
  scope: 'rooms',
  tag: 'Rooms Custom Data',
  summary: 'Read the custom data of a room',
  description: 'For all for whom the room exists.',
  ...{ params: ofRoom, result },
  tagged: 'read',
  refusals: ['unknown-room'],
})

const replace = operation({
  id: 'replaceCustomData',
  scope: 'rooms',
  tag: 'Rooms Custom Data',
  summary: 'Replace the custom data of a room',
  description: `For its moderators. At most ${LONGEST_DATA} characters as JSON; {} removes it.`,
  ...{ params: ofRoom, result },
  body: Type.Object({ customData: anyData }, jsonObject),
  tagged: 'checked',
  refusals: ['not-allowed', 'unknown-room'],
})

/** The data that an app keeps with a room, the same as in the API family. */
export function customDataRoutes(app: TypedApp): void {
  app.get('/rooms/:room/custom-data', { schema: read }, async ({ params, run, user: { jid: reader } }) => {
    const { room, touches } = roomOf(params.room)
    return run(touches, turn => ({ data: { customData: readRoom(turn, { room, reader }).record.config.customData } }))
  })

  app.put('/rooms/:room/custom-data', { schema: replace }, async request => {
    const { params, body, run, user, refuseUnmatched } = request
    const { room, touches } = roomOf(params.room)
    const update = { customData: withinBounds(body.customData) }
    return run(touches, turn => {
      const { record } = roomToChange(turn, { room, by: user.jid, least: 'admin' })
      refuseUnmatched(() => ({ customData: record.config.customData }))
      updateRoom(turn, { room, by: user.jid, update })
      return { data: update }
    })
  })
}
