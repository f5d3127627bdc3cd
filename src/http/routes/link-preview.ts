import { Type } from '@sinclair/typebox'
import { previewLink } from '../../invites/preview.js'
import { parseOpenInviteId } from '../../muc/open-invite.js'
import type { Service } from '../../service.js'
import type { HttpLimits } from '../limits.js'
import { operation } from '../schema/operation.js'
import type { TypedApp } from '../schema/typed-app.js'

const validate = operation({
  id: 'checkRoomInvitationUsingOpenInviteiId',
  tag: 'Rooms Open Invite',
  summary: 'See what an open invite opens, without joining',
  description:
    'For everybody; whatever the header Authorization holds is not looked at. What the owner of the room does not show ' +
    'to everybody who has a link is empty.',
  caller: 'anybody',
  querystring: Type.Object({
    openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of an open invite' }),
  }),
  result: Type.Object({
    data: Type.Object({
      roomName: Type.String(),
      roomTopic: Type.String(),
      roomLocked: Type.Boolean({ description: 'It lets nobody new in now' }),
      invitingFirstName: Type.String({ description: 'Of the person whose link it is' }),
      invitingLastName: Type.String(),
      invitingCompanyName: Type.String(),
    }),
  }),
  refusals: [404],
})

/** What everybody may see of a room by the id of an open invite. */
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
