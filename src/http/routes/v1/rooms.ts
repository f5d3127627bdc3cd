import { Type } from '@sinclair/typebox'
import type { Setting } from '../../../muc/model/setting.js'
import { destroyOwnRoom } from '../../../rooms-api/delete-room.js'
import { changeSubject } from '../../../rooms-api/messages/change-subject.js'
import type { MessageLimits } from '../../../rooms-api/messages/send-message.js'
import { changeSettings, detailsOf, makeRoomWith } from '../../../rooms-api/room-settings.js'
import { refuseArchived } from '../../../rooms-api/room-users/room.js'
import { readRoom, roomToChange } from '../../../rooms-api/rooms.js'
import { parseBareJid } from '../../../stanza/jid.js'
import { RequestError } from '../../errors/request-error.js'
import { operation } from '../../schema/operation.js'
import { hexId, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { detailsSchema, settingSchemas, viewOfDetails } from '../../views/room-details.js'
import { roomOf, roomParam } from './parameters.js'

const ofRoom = Type.Object({ room: roomParam })
/** In characters. */
const LONGEST_REASON = 1000
const LONGEST_SUBJECT = 4000

/** The operations on a room with all its settings. */
function operationsOn(settings: readonly Setting[]) {
  const result = Type.Object({ data: detailsSchema(settings) })
  const body = Type.Object(settingSchemas(settings), jsonObject)
  const make = operation({
    id: 'makeRoom',
    scope: 'rooms',
    tag: 'Rooms',
    summary: 'Make a room with any of its settings',
    description:
      'The caller owns it. Missing settings are those of other new rooms, except that the room is hidden, members-only ' +
      'and persistent.',
    ...{ body, result },
    created: true,
    repeatable: true,
    tagged: 'told',
    refusals: ['not-allowed', 'too-many-rooms', 'conflict'],
  })
  const read = operation({
    id: 'readRoom',
    scope: 'rooms',
    tag: 'Rooms',
    summary: 'Read a room with all its settings',
    description: 'For all for whom the room exists. Only its owners get its password.',
    ...{ params: ofRoom, result },
    tagged: 'read',
    refusals: ['unknown-room'],
  })
  const change = operation({
    id: 'changeRoom',
    scope: 'rooms',
    tag: 'Rooms',
    summary: 'Change any settings of a room',
    description:
      'For its owners. The occupants hear of it as of the configuration form of XMPP, and get a new subject as a message ' +
      'of the caller; a room that is locked is open afterwards.',
    ...{ params: ofRoom, result },
    body: Type.Object(
      { ...settingSchemas(settings), subject: Type.Optional(text({ maxLength: LONGEST_SUBJECT })) },
      jsonObject,
    ),
    tagged: 'checked',
    refusals: ['not-allowed', 'unknown-room', 'archived', 'conflict'],
  })
  return { make, read, change }
}

const destroy = operation({
  id: 'destroyRoom',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Destroy a room',
  description: 'For its owners. The occupants are told the reason and the alternate room.',
  params: ofRoom,
  querystring: Type.Object({
    reason: Type.Optional(text({ maxLength: LONGEST_REASON })),
    alternate: Type.Optional(Type.String({ description: 'The bare JID of a room to go to instead' })),
  }),
  result: Type.Object({ data: Type.Object({ roomId: hexId }) }),
  tagged: 'checked',
  refusals: ['not-allowed', 'unknown-room'],
})

/** Rooms with all their settings. */
export function wholeRoomRoutes(
  app: TypedApp,
  { settings, messageLimits }: { settings: readonly Setting[]; messageLimits: MessageLimits },
): void {
  const { make, read, change } = operationsOn(settings)

  app.post('/rooms', { schema: make }, async ({ body, run, user: { jid: creator } }, reply) => {
    reply.code(201)
    return run({ creator }, turn => {
      return { data: viewOfDetails(detailsOf(turn, makeRoomWith(turn, { creator, given: body }), creator)) }
    })
  })

  app.get('/rooms/:room', { schema: read }, async ({ params, run, user: { jid: reader } }) => {
    const { room, touches } = roomOf(params.room)
    return run(touches, turn => ({ data: viewOfDetails(detailsOf(turn, readRoom(turn, { room, reader }), reader)) }))
  })

  app.patch('/rooms/:room', { schema: change }, async request => {
    const { params, body, run, user, refuseUnmatched } = request
    const { room: named, touches } = roomOf(params.room)
    return run(touches, turn => {
      const room = roomToChange(turn, { room: named, by: user.jid, least: 'owner' })
      refuseArchived(room)
      refuseUnmatched(() => viewOfDetails(detailsOf(turn, room, user.jid)))
      const { subject, ...given } = body
      // First: a room that becomes temporary may end with the settings.
      if (typeof subject === 'string') changeSubject({ ...turn, room }, { by: user.jid, text: subject }, messageLimits)
      changeSettings(turn, room, given)
      return { data: viewOfDetails(detailsOf(turn, room, user.jid)) }
    })
  })

  app.delete('/rooms/:room', { schema: destroy }, async request => {
    const { params, query, run, user, refuseUnmatched } = request
    const { room: named, touches } = roomOf(params.room)
    const destruction = { reason: query.reason, alternate: roomAddress(query.alternate) }
    return run(touches, turn => {
      const room = roomToChange(turn, { room: named, by: user.jid, least: 'owner' })
      refuseUnmatched(() => viewOfDetails(detailsOf(turn, room, user.jid)))
      destroyOwnRoom(turn, room, { name: user.name, ...destruction })
      return { data: { roomId: room.record.id } }
    })
  })
}

/** The prepared bare JID. Throws `bad-request` if the value is none. */
function roomAddress(value: string | undefined): string | undefined {
  const jid = value === undefined ? undefined : parseBareJid(value)
  if (value === undefined || jid) return jid?.bare
  throw new RequestError('bad-request', {
    details: [{ param: 'alternate', msg: 'must be the bare JID of a room', value }],
  })
}
