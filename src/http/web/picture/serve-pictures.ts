import type { FastifySchema } from 'fastify'
import { parseOpenInviteId } from '../../../invites/parse-open-invite-id.js'
import { type PreviewPicture, pictureLookup, previewPicture } from '../../../invites/preview-picture.js'
import type { Image } from '../../../rooms-api/room-avatar.js'
import type { Service } from '../../../service/types.js'
import type { HttpLimits } from '../../limits.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { ICON } from '../icon.js'
import { faceOf } from './face.js'
import { letterPicture } from './letter-picture.js'

const hidden: FastifySchema = { hide: true }

/**
 * Serves the picture of a link, for its page and for previews elsewhere: the avatar of a room that shows all, else the
 * first letter of its name, else our icon. Throws as `previewPicture` does. It counts like a look at the page, since it tells
 * as much about an id.
 */
export function servePictures(app: TypedApp, { service, limits }: { service: Service; limits: HttpLimits }): void {
  app.get<{ Params: { openInviteId: string } }>(
    '/:openInviteId/picture.png',
    { schema: hidden },
    async ({ ip, params }, reply) => {
      limits.countValidation(ip)
      const { openInviteId } = params
      const touches = { openInvite: parseOpenInviteId(openInviteId), lookup: pictureLookup(openInviteId) }
      const { type, bytes } = pictureOf(await service.run(touches, turn => previewPicture(turn, openInviteId)))
      return reply.headers({ ...HEADERS, 'content-type': type }).send(Buffer.from(bytes))
    },
  )
}

/** Previews are made by other sites; an image that is opened alone runs nothing. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'private, max-age=60',
}

function pictureOf({ name, avatar }: PreviewPicture): Image {
  return avatar ?? { type: 'image/png', bytes: letterPicture(faceOf(name)) ?? ICON }
}
