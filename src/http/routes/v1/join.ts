import { type Static, Type } from '@sinclair/typebox'
import { redeem } from '../../../invites/redeem.js'
import { Refusal } from '../../../invites/refusal.js'
import { parseOpenInviteId } from '../../../muc/open-invite.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'

const joined = Type.Object({
  state: choice(['joined', 'member', 'waiting']),
  roomId: Type.Optional(hexId),
  roomJid: Type.Optional(Type.String()),
})

const join = operation({
  id: 'joinByLink',
  tag: 'Links',
  scope: 'links',
  summary: 'Join a room by the id of a link',
  description:
    'state: joined; member, for who was in before; or waiting, where a moderator has to approve: the answer comes over ' +
    'XMPP, and the same call tells later whether it has come. Only who is in learns which room it is.',
  body: Type.Object(
    {
      openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of a link' }),
      reason: Type.Optional(text({ maxLength: 1000 })),
    },
    jsonObject,
  ),
  result: Type.Object({ data: joined }),
  refusals: [403, 404],
})

/** Joining by a link, where waiting for an approval is no error. */
export function joinRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.post('/join', { schema: join }, async ({ body: { openInviteId, reason }, run, user: joiner }) => {
    const touches = { openInvite: parseOpenInviteId(openInviteId) }
    const redeemed = () =>
      run(touches, (turn): Static<typeof joined> => {
        const { roomId, hasAlreadyJoinThisRoom } = redeem(turn, { openInviteId, reason, joiner })
        const roomJid = turn.rooms.byId(roomId)?.record.jid
        return { state: hasAlreadyJoinThisRoom ? 'member' : 'joined', roomId, ...(roomJid && { roomJid }) }
      })
    return { data: await limits.guardJoin(joiner.jid, redeemed).catch(pendingOrThrow) }
  })
}

/** A request that is kept has been committed when its refusal comes here. */
function pendingOrThrow(thrown: unknown): Static<typeof joined> {
  if (thrown instanceof Refusal && thrown.reason === 'waiting') return { state: 'waiting' }
  throw thrown
}
