import { Type } from '@sinclair/typebox'
import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import { type Redeemed, redeem } from '../../invites/redeem.js'
import { payerOf } from '../auth/acting.js'
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
    'The caller becomes a member of the room and gets an invitation from the owner of the link. The moderators in the ' +
    'room get a notification. For a caller who is a member already, nothing is sent.',
  body: Type.Object(
    {
      // The domain refuses a malformed id like an unknown one, so the schema accepts any text.
      openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of an open invite' }),
      reason: Type.Optional(text({ maxLength: 1000 })),
      roomPassword: Type.Optional(Type.String({ expected: 'a text' })),
    },
    jsonObject,
  ),
  result: Type.Object({ data: Type.Object({ roomId: hexId, hasAlreadyJoinThisRoom: Type.Boolean() }) }),
  refusals: ['not-allowed', 'locked', 'full', 'waiting', 'unknown-open-invite', 'no-room'],
})

/** COMPAT: in the API family a user who has left counts as one who has joined already. */
function hadJoined({ was }: Redeemed): boolean {
  return was === 'member' || was === 'former'
}

/** Joining a room by the id of an open invite. */
export function openInviteRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.post('/rooms/open-invites', { schema: joinByOpenInvite }, async ({ body, run, user: joiner }) => {
    const { openInviteId, reason, roomPassword } = body
    const touches = { openInvite: parseOpenInviteId(openInviteId) }
    const redemption = { openInviteId, reason, roomPassword, joiner, isByFamily: true }
    const joined = await limits.guardJoin(payerOf(joiner), () => run(touches, turn => redeem(turn, redemption)))
    return { data: { roomId: joined.roomId, hasAlreadyJoinThisRoom: hadJoined(joined) } }
  })
}
