import { type Static, Type } from '@sinclair/typebox'
import { parseOpenInviteId } from '../../../invites/parse-open-invite-id.js'
import { redeem } from '../../../invites/redeem.js'
import { Refusal } from '../../../rooms-api/refusal.js'
import type { ServiceContext } from '../../../service/types.js'
import { payerOf } from '../../auth/acting.js'
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
    'state: joined, also by a caller who had left; member, if the caller is one already; waiting, if a moderator has to approve. The decision comes ' +
    'over XMPP, and a later call of this operation returns it. Without a membership the answer does not name the room.',
  body: Type.Object(
    {
      openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of a link' }),
      reason: Type.Optional(text({ maxLength: 1000 })),
    },
    jsonObject,
  ),
  result: Type.Object({ data: joined }),
  repeatable: true,
  refusals: ['not-allowed', 'locked', 'full', 'unknown-open-invite', 'no-room'],
})

/** Joining by a link. Unlike in the API family, waiting for an approval is not an error. */
export function joinRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.post('/join', { schema: join }, async ({ body: { openInviteId, reason }, run, user: joiner }) => {
    const touches = { openInvite: parseOpenInviteId(openInviteId) }
    return limits.guardJoin(payerOf(joiner), () =>
      run(touches, turn => ({ data: joinedOrWaiting(turn, { openInviteId, reason, joiner }) })),
    )
  })
}

/** The refusal `waiting` as an answer: it keeps its change, the request. */
function joinedOrWaiting(turn: ServiceContext, join: Parameters<typeof redeem>[1]): Static<typeof joined> {
  try {
    const { roomId, was } = redeem(turn, join)
    const roomJid = turn.rooms.byId(roomId)?.record.jid
    return { state: was === 'member' ? 'member' : 'joined', roomId, ...(roomJid && { roomJid }) }
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.reason === 'waiting') return { state: 'waiting' }
    throw thrown
  }
}
