import { Type } from '@sinclair/typebox'
import { avatarFor, avatarLookup, setRoomAvatar, storedAvatar } from '../../../rooms-api/room-avatar.js'
import { roomToChange } from '../../../rooms-api/rooms.js'
import { operation } from '../../schema/operation.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { acceptImages, IMAGE_TYPES, imageOf, LARGEST_IMAGE } from '../room-avatar.js'
import { entityTag } from './entity-tags.js'
import { roomOf, roomParam } from './parameters.js'

const ofRoom = Type.Object({ room: roomParam })

const set = operation({
  id: 'setAvatar',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Set the avatar of a room',
  description: `For its moderators: a PNG, JPEG, GIF or WebP image of at most ${LARGEST_IMAGE} bytes. XMPP clients show it, too.`,
  params: ofRoom,
  consumes: IMAGE_TYPES,
  body: Type.Unsafe<unknown>({ isBinary: true }),
  result: Type.Object({ data: Type.Object({ type: Type.String(), bytes: Type.Integer() }) }),
  tagged: 'checked',
  refusals: ['not-allowed', 'unknown-room', 'not-an-image'],
})

const read = operation({
  id: 'readAvatar',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Read the avatar of a room',
  params: ofRoom,
  result: Type.Unsafe<Buffer>({ isBinary: true }),
  tagged: 'read',
  refusals: ['unknown-room', 'not-found'],
})

const remove = operation({
  id: 'removeAvatar',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Remove the avatar of a room',
  description: 'For its moderators. It is no error if there is none.',
  params: ofRoom,
  result: Type.Object({ data: Type.Object({}) }),
  tagged: 'checked',
  refusals: ['not-allowed', 'unknown-room'],
})

/** The avatar of a room, the same as in the API family and over XMPP. The tag is that of the image. */
export function avatarRoutes(app: TypedApp): void {
  acceptImages(app)

  app.put('', { schema: set, bodyLimit: LARGEST_IMAGE }, async (request, reply) => {
    const { params, body, run, user, refuseUnmatched } = request
    const { room, touches } = roomOf(params.room)
    const image = imageOf(body)
    await run({ ...touches, lookup: avatarLookup(room) }, turn => {
      roomToChange(turn, { room, by: user.jid, least: 'admin' })
      refuseUnmatched(() => storedAvatar(turn)?.bytes)
      setRoomAvatar(turn, { room, by: user.jid, image })
    })
    reply.header('etag', entityTag(image.bytes))
    return { data: { type: image.type, bytes: image.bytes.length } }
  })

  // The documents leave it out, since they describe JSON only.
  app.get('', { schema: { ...read, hide: true } }, async ({ params, run, user: { jid: reader } }, reply) => {
    const { room, touches } = roomOf(params.room)
    const { type, bytes } = await run({ ...touches, lookup: avatarLookup(room) }, turn => {
      return avatarFor(turn, { room, reader })
    })
    return reply.headers({ 'content-type': type, etag: entityTag(bytes) }).send(Buffer.from(bytes))
  })

  app.delete('', { schema: remove }, async ({ params, run, user: { jid: by }, refuseUnmatched }) => {
    const { room, touches } = roomOf(params.room)
    return run({ ...touches, lookup: avatarLookup(room) }, turn => {
      roomToChange(turn, { room, by, least: 'admin' })
      refuseUnmatched(() => storedAvatar(turn)?.bytes)
      setRoomAvatar(turn, { room, by, image: undefined })
      return { data: {} }
    })
  })
}
