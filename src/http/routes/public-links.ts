import { Type } from '@sinclair/typebox'
import { bind } from '../../invites/bind.js'
import { requireOwnPath } from '../auth.js'
import { operation } from '../operation.js'
import { choice, hexId, jsonObject } from '../schemas.js'
import type { TypedApp } from '../typed-app.js'

const bindLink = operation({
  id: 'bindOpenInviteIdWithRoomId',
  tag: 'Users Rooms Public Link',
  scope: 'links',
  summary: 'Make a link to a room, or get the one that is there',
  description: 'For the moderators of the room. The same person gets the same link again.',
  params: Type.Object({ userId: Type.String({ description: 'me, the bare JID or the user id of the caller' }) }),
  body: Type.Object({ roomId: hexId }, jsonObject),
  result: Type.Object({
    data: Type.Object({
      userId: hexId,
      openInviteId: Type.String(),
      roomId: hexId,
      roomType: choice(['default']),
      invitationURL: Type.String(),
    }),
  }),
  refusals: [403, 404],
})

/** The public links of the caller. `publicUrl` is where people reach this service, without a slash at the end. */
export function publicLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  requireOwnPath(app)
  app.post('/bind', { schema: bindLink }, async ({ body: { roomId }, run, user }) => {
    const { id } = await run({ roomId }, turn => bind(turn, { roomId, owner: user.jid }))
    const invitationURL = `${publicUrl}/${id}`
    return { data: { userId: user.id, openInviteId: id, roomId, roomType: 'default' as const, invitationURL } }
  })
}
