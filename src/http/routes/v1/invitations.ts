import { Type } from '@sinclair/typebox'
import type { Service } from '../../../service/types.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, jsonObject } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { sendInvitation } from '../../web/invite.js'

const invite = operation({
  id: 'inviteAddressByLink',
  tag: 'Links',
  caller: 'anybody',
  summary: 'Have an invitation sent to an XMPP address',
  description:
    'Public, for the bearer of the id of a link. The room sends an invitation to the address. For a day the link then lets ' +
    'exactly this address in without a password. The answer is the same whether the address exists, is invited already, ' +
    'or belongs to a member.',
  body: Type.Object(
    {
      openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of a link' }),
      address: Type.String({ minLength: 1, expected: 'the XMPP address of a person, such as juliet@example.org' }),
    },
    jsonObject,
  ),
  result: Type.Object({ data: Type.Object({ state: choice(['sent']) }) }),
  refusals: ['not-allowed', 'locked', 'full', 'unknown-open-invite', 'no-room'],
})

/** What the form "I have an XMPP address" of the page of a link does, for apps. */
export function invitationRoutes(app: TypedApp, options: { service: Service; limits: HttpLimits }): void {
  app.post('/invitations', { schema: invite }, async ({ body: { openInviteId, address }, ip }) => {
    options.limits.countValidation(ip)
    await sendInvitation(options, { openInviteId, address, ip })
    return { data: { state: 'sent' as const } }
  })
}
