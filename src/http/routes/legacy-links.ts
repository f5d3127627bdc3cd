import { Type } from '@sinclair/typebox'
import { bindLegacyLink, requireLegacyLink, resetLegacyLink, unbindLegacyLink } from '../../invites/legacy-form.js'
import type { ManagedLink } from '../../invites/managed-link.js'
import { personalLinksLookup } from '../../invites/member-link.js'
import type { Context } from '../../muc/context.js'
import type { Service } from '../../service/types.js'
import { requireOwnPath, type User } from '../auth/auth.js'
import { operation } from '../schema/operation.js'
import { hexId, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { legacyLink, legacyLinkView } from '../views/public-link.js'
import { withinScope } from './v1/link-scope.js'

const common = {
  tag: 'Users Open Invite',
  scope: 'links',
  deprecated: true,
  params: Type.Object({ userId: Type.String({ description: 'me, or the bare JID or user id of the caller' }) }),
  result: Type.Object({ data: legacyLink }),
  refusals: ['not-yourself', 'not-allowed', 'unknown-room', 'unknown-link', 'closed'],
} as const

const readOne = operation({ id: 'getPersonalOpenInvite', summary: 'Read the personal link of the caller', ...common })

const bindOne = operation({
  id: 'bindPersonaOpenInviteWithRoomId',
  summary: 'Bind the personal link of the caller to a room',
  body: Type.Object({ roomId: hexId }, jsonObject),
  ...common,
})

const unbindOne = operation({
  id: 'unbindOpenInviteWithRoomId',
  summary: 'Unbind the personal link of the caller from its room',
  ...common,
})

const resetOne = operation({
  id: 'createOrResetPersonalOpenInvite',
  summary: 'Create the personal link of the caller, or give it a new id',
  ...common,
})

/** COMPAT: the legacy form of links. A user has one, and binds it to one of their rooms. */
export function legacyLinkRoutes(app: TypedApp): void {
  requireOwnPath(app)
  app.get('', { schema: readOne }, async request => onOwn(request, requireLegacyLink))
  app.put('/bind', { schema: bindOne }, async request => {
    const { roomId } = request.body
    return onOwn(request, turn => bindLegacyLink(turn, { roomId, owner: request.user.jid }), roomId)
  })
  app.put('/unbind', { schema: unbindOne }, async request => {
    return onOwn(request, unbindLegacyLink)
  })
  app.post('/reset', { schema: resetOne }, async request => {
    return onOwn(request, turn => resetLegacyLink(turn, request.user.jid))
  })
}

type Caller = { readonly run: Service['run']; readonly user: User }

async function onOwn({ run, user }: Caller, work: (turn: Context) => ManagedLink, roomId?: string) {
  const link = await run({ roomId, lookup: personalLinksLookup(user.jid) }, turn => withinScope(user, work(turn)))
  return { data: legacyLinkView(link) }
}
