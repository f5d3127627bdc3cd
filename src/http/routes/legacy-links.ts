import { Type } from '@sinclair/typebox'
import { bindOnlyLink, onlyLink, resetOnlyLink } from '../../invites/older-form.js'
import type { Turn } from '../../invites/turn.js'
import { disablePersonal } from '../../invites/unbind.js'
import type { OpenInvite } from '../../muc/open-invite.js'
import type { Service } from '../../service.js'
import { requireOwnPath } from '../auth/auth.js'
import { operation } from '../schema/operation.js'
import { hexId, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { legacyLink, legacyLinkView } from '../views/public-link.js'

const common = {
  tag: 'Users Open Invite',
  scope: 'links',
  deprecated: true,
  params: Type.Object({ userId: Type.String({ description: 'me, the bare JID or the user id of the caller' }) }),
  result: Type.Object({ data: legacyLink }),
  refusals: [403, 404],
} as const

const readOne = operation({ id: 'getPersonalOpenInvite', summary: "Read one's personal link", ...common })

const bindOne = operation({
  id: 'bindPersonaOpenInviteWithRoomId',
  summary: "Bind one's personal link to a room",
  body: Type.Object({ roomId: hexId }, jsonObject),
  ...common,
})

const unbindOne = operation({
  id: 'unbindOpenInviteWithRoomId',
  summary: "Take one's personal link from its room",
  ...common,
})

const resetOne = operation({
  id: 'createOrResetPersonalOpenInvite',
  summary: 'Get a personal link, or a new id for it',
  ...common,
})

/** The older form of the links: a person has one, which they bind to a room of theirs. */
export function legacyLinkRoutes(app: TypedApp): void {
  requireOwnPath(app)
  app.get('', { schema: readOne }, async request => onOwn(request, onlyLink))
  app.put('/bind', { schema: bindOne }, async request => {
    const { roomId } = request.body
    return onOwn(request, turn => bindOnlyLink(turn, { roomId, owner: request.user.jid }), roomId)
  })
  app.put('/unbind', { schema: unbindOne }, async request => {
    return onOwn(request, turn => disablePersonal(turn, onlyLink(turn)))
  })
  app.post('/reset', { schema: resetOne }, async request => {
    return onOwn(request, turn => resetOnlyLink(turn, request.user.jid))
  })
}

type Request = { readonly run: Service['run']; readonly user: { readonly jid: string } }

async function onOwn({ run, user }: Request, work: (turn: Turn) => OpenInvite, roomId?: string) {
  const invite = await run({ roomId, lookup: { openInvitesOf: user.jid } }, work)
  return { data: legacyLinkView(invite) }
}
