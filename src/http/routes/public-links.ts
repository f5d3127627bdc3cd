import { Type } from '@sinclair/typebox'
import { bind } from '../../invites/bind.js'
import type { Service } from '../../service.js'
import { requireOwnPath } from '../auth.js'
import { choice, failures, hexId, jsonObject } from '../schemas.js'
import type { TypedApp } from '../typed-app.js'

const bindLink = {
  params: Type.Object({ userId: Type.String({ description: 'me, the bare JID or the user id of the caller' }) }),
  body: Type.Object({ roomId: hexId }, jsonObject),
  response: {
    200: Type.Object({
      data: Type.Object({
        userId: hexId,
        openInviteId: Type.String(),
        roomId: hexId,
        roomType: choice(['default']),
        invitationURL: Type.String(),
      }),
    }),
    ...failures(400, 401, 403, 404, 413, 415, 500),
  },
}

/** The public links of the caller. `publicUrl` is where people reach this service, without a slash at the end. */
export function publicLinkRoutes(app: TypedApp, { service, publicUrl }: { service: Service; publicUrl: string }): void {
  requireOwnPath(app)
  app.post('/bind', { schema: bindLink }, async ({ body: { roomId }, user }) => {
    const { id } = await service.run({ roomId }, turn => bind(turn, { roomId, owner: user.jid }))
    const invitationURL = `${publicUrl}/${id}`
    return { data: { userId: user.id, openInviteId: id, roomId, roomType: 'default' as const, invitationURL } }
  })
}
