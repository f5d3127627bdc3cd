import { Type } from '@sinclair/typebox'
import { imageTypeOf } from '../../rooms-api/image-type.js'
import { avatarLookup, type Image, readRoomAvatar, setRoomAvatar } from '../../rooms-api/room-avatar.js'
import type { Service } from '../../service/types.js'
import { isoTime as isoText } from '../../stanza/time.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { hexId, isoTime } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

/** Bytes: about a JPEG of 512 x 512 pixels. XMPP clients get it in one stanza. */
export const LARGEST_IMAGE = 128 * 1024

export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const

const setAvatar = operation({
  id: 'setRoomAvatar',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Set the avatar of a room',
  description: `For its moderators: a PNG, JPEG, GIF or WebP image of at most ${LARGEST_IMAGE} bytes. XMPP clients show it, too.`,
  params: Type.Object({ roomId: hexId }),
  consumes: IMAGE_TYPES,
  body: Type.Unsafe<unknown>({ isBinary: true }),
  result: Type.Object({ data: Type.Object({ id: hexId, lastAvatarUpdateDate: isoTime }) }),
  refusals: ['not-allowed', 'unknown-room', 'not-an-image'],
})

const deleteAvatar = operation({
  id: 'deleteRoomAvatar',
  scope: 'rooms',
  tag: 'Rooms',
  summary: 'Remove the avatar of a room',
  description: 'For its moderators.',
  params: Type.Object({ roomId: hexId }),
  result: Type.Object({ status: Type.String(), data: Type.Array(Type.String()) }),
  refusals: ['not-allowed', 'unknown-room'],
})

/** The avatar of a room. */
export function roomAvatarRoutes(app: TypedApp): void {
  acceptImages(app)

  app.post('', { schema: setAvatar, bodyLimit: LARGEST_IMAGE }, async ({ params, body, run, user: { jid: by } }) => {
    const { roomId } = params
    const image = imageOf(body)
    const lookup = avatarLookup(roomId)
    return run({ roomId, lookup }, turn => {
      setRoomAvatar(turn, { room: roomId, by, image })
      return { data: { id: roomId, lastAvatarUpdateDate: isoText(turn.batch.at) } }
    })
  })

  app.delete('', { schema: deleteAvatar }, async ({ params: { roomId }, run, user: { jid: by } }) => {
    const lookup = avatarLookup(roomId)
    await run({ roomId, lookup }, turn => setRoomAvatar(turn, { room: roomId, by, image: undefined }))
    return { status: `Avatar of room ${roomId} successfully deleted`, data: [] }
  })
}

/** Gives bodies of the type image/* to the routes of `app` as they are. */
export function acceptImages(app: TypedApp): void {
  app.addContentTypeParser<Buffer>(/^image\//, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** The image in a body. Throws `not-an-image`. */
export function imageOf(body: unknown): Image {
  const type = Buffer.isBuffer(body) ? imageTypeOf(body) : undefined
  if (!Buffer.isBuffer(body) || type === undefined) throw new RequestError('not-an-image')
  return { type, bytes: body }
}

const readAvatar = operation({
  id: 'getRoomAvatar',
  tag: 'Rooms',
  caller: 'anybody',
  summary: 'Read the avatar of a room',
  params: Type.Object({ roomId: hexId }),
  result: Type.Unsafe<Buffer>({ isBinary: true }),
  refusals: ['unknown-room'],
})

/**
 * The image, also one that was set over XMPP, without a token: pages of other sites show it. The type is that of the
 * bytes. The documents leave it out, since they describe JSON only.
 */
export function roomAvatarImageRoute(app: TypedApp, { service }: { service: Service }): void {
  app.get('/:roomId', { schema: { ...readAvatar, hide: true } }, async ({ params: { roomId } }, reply) => {
    const lookup = avatarLookup(roomId)
    const { type, bytes } = await service.run({ roomId, lookup }, turn => readRoomAvatar(turn, roomId))
    return reply.headers({ ...IMAGE_HEADERS, 'content-type': type }).send(Buffer.from(bytes))
  })
}

/** Besides the headers of every answer: an image that is opened alone runs nothing. Seconds of age. */
const IMAGE_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'private, max-age=60',
}
