import { Type } from '@sinclair/typebox'
import { makeGuest, makingLookup } from '../../../guests/make.js'
import { LONGEST_NAME } from '../../../guests/nick.js'
import { parseOpenInviteId } from '../../../invites/parse-open-invite-id.js'
import type { Service } from '../../../service/types.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'

const make = operation({
  id: 'makeGuest',
  tag: 'Guests',
  summary: 'Come in by a link without an account',
  description:
    'Public: the header Authorization is ignored. The answer has what an XMPP client needs: the address and the password ' +
    'for SASL PLAIN over the WebSocket (RFC 7395), the room, and a nick that is free there. A guest with the status ' +
    '`waiting` may enter when a moderator has approved.',
  caller: 'anybody',
  created: true,
  body: Type.Object(
    {
      openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of a link' }),
      name: text({ minLength: 1, maxLength: LONGEST_NAME }),
    },
    jsonObject,
  ),
  result: Type.Object({
    data: Type.Object({
      jid: Type.String({ description: 'The bare JID of the guest' }),
      password: Type.String({ description: 'The secret; it cannot be read again' }),
      websocket: Type.String({ description: 'The address of the WebSocket' }),
      room: Type.String({ description: 'The bare JID of the room' }),
      nick: Type.String(),
      status: choice(['admitted', 'waiting']),
    }),
  }),
  refusals: [
    'not-allowed',
    'guests-off',
    'too-many-guests',
    'locked',
    'full',
    'unknown-open-invite',
    'no-room',
    'conflict',
  ],
})

/** Guests. `publicUrl`: the public URL of this service, without a slash at the end. */
export function newGuestRoutes(
  app: TypedApp,
  { service, limits, publicUrl }: { service: Service; limits: HttpLimits; publicUrl: string },
): void {
  const websocket = `${publicUrl.replace(/^http/, 'ws')}/xmpp-websocket`
  app.post('/guests', { schema: make }, async ({ ip, body }, reply) => {
    const openInvite = parseOpenInviteId(body.openInviteId)
    const made = await limits.guardGuest(ip, address => {
      const touches = { openInvite, lookup: makingLookup(address) }
      return service.run(touches, turn => makeGuest(turn, { ...body, address }))
    })
    reply.code(201)
    return { data: { ...made, websocket } }
  })
}
