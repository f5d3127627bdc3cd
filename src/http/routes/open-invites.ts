import { Type } from '@sinclair/typebox'
import { redeem } from '../../invites/redeem.js'
import { parseOpenInviteId } from '../../muc/open-invite.js'
import type { HttpLimits } from '../limits.js'
import { operation } from '../schema/operation.js'
import { hexId, jsonObject, text } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

const joinByOpenInvite = operation({
  id: 'sendJoinRoomInvitationUsingOpenInviteiId',
  tag: 'Rooms Open Invite',
  scope: 'links',
  summary: 'Join a room by the id of an open invite',
  description:
    'The caller becomes a member of the room, gets an invitation from whoever made the link, and the moderators who ' +
    'are in the room are told. Who is a member already is told so, and nothing is sent.',
  body: Type.Object(
    {
      // A malformed id is an unknown one: it is refused by the domain, not by the schema.
      openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of an open invite' }),
      reason: Type.Optional(text({ maxLength: 1000 })),
      roomPassword: Type.Optional(Type.String({ expected: 'a text' })),
    },
    jsonObject,
  ),
  result: Type.Object({ data: Type.Object({ roomId: hexId, hasAlreadyJoinThisRoom: Type.Boolean() }) }),
  refusals: [403, 404],
})

/** Joining a room by the id of an open invite. */
export function openInviteRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.post('/rooms/open-invites', { schema: joinByOpenInvite }, async ({ body, run, user: joiner }) => {
    const { openInviteId, reason, roomPassword } = body
    const touches = { openInvite: parseOpenInviteId(openInviteId) }
    const redemption = { openInviteId, reason, roomPassword, joiner }
    return { data: await limits.guardJoin(joiner.jid, () => run(touches, turn => redeem(turn, redemption))) }
  })
}
