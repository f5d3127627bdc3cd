import { Type } from '@sinclair/typebox'
import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import { previewLink } from '../../invites/preview.js'
import type { Service } from '../../service/types.js'
import type { HttpLimits } from '../limits.js'
import { operation } from '../schema/operation.js'
import type { TypedApp } from '../schema/typed-app.js'

const validate = operation({
  id: 'checkRoomInvitationUsingOpenInviteiId',
  tag: 'Rooms Open Invite',
  summary: 'Preview the room of an open invite, without joining',
  description:
    'Public: the header Authorization is ignored. What the owner of the room does not publish in previews is empty.',
  caller: 'anybody',
  querystring: Type.Object({
    openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of an open invite' }),
  }),
  result: Type.Object({
    data: Type.Object({
      roomName: Type.String(),
      roomTopic: Type.String(),
      roomLocked: Type.Boolean({ description: 'New users cannot join now' }),
      invitingFirstName: Type.String({ description: 'The first name of the owner of the link' }),
      invitingLastName: Type.String(),
      invitingCompanyName: Type.String(),
    }),
  }),
  refusals: ['unknown-open-invite', 'no-room'],
})

/** The public preview of a room by the id of an open invite. */
export function linkPreviewRoutes(app: TypedApp, options: { service: Service; limits: HttpLimits }): void {
  const { service, limits } = options
  app.get('/rooms/open-invites/validate', { schema: validate }, async ({ ip, query: { openInviteId } }) => {
    limits.countValidation(ip)
    const openInvite = parseOpenInviteId(openInviteId)
    const touches = { openInvite, ...(openInvite === undefined ? {} : { lookup: { inviterBy: openInvite } }) }
    const { preview } = await service.run(touches, turn => previewLink(turn, openInviteId))
    return { data: { ...preview, invitingCompanyName: '' } }
  })
}
