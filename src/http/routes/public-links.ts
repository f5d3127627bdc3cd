import { Type } from '@sinclair/typebox'
import { bind } from '../../invites/bind.js'
import { resetLink } from '../../invites/change.js'
import { ownLink, personalLink } from '../../invites/own-link.js'
import type { Turn } from '../../invites/turn.js'
import { unbind } from '../../invites/unbind.js'
import type { OpenInvite } from '../../muc/open-invite.js'
import { requireOwnPath } from '../auth/auth.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { choice, hexId, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { linkWith, publicLink, publicLinkView } from '../views/public-link.js'

const tag = 'Users Rooms Public Link'
const params = Type.Object({ userId: Type.String({ description: 'me, the bare JID or the user id of the caller' }) })
const ofRoom = Type.Object({ roomId: hexId }, jsonObject)

const listLinks = operation({
  id: 'getOpenInviteIdsOfUser',
  tag,
  scope: 'links',
  summary: 'List the links that one has',
  description: 'The one of each room, and the personal ones. Oldest first.',
  params,
  querystring: Type.Object({
    type: Type.Optional(Type.Array(choice(['default', 'personal_audio_room', 'personal_video_room']))),
    roomId: Type.Optional(hexId),
  }),
  result: Type.Object({ data: Type.Array(publicLink) }),
  refusals: [403],
})

const bindLink = operation({
  id: 'bindOpenInviteIdWithRoomId',
  tag,
  scope: 'links',
  summary: 'Make a link to a room, or get the one that is there',
  description:
    'For the moderators of the room. The same person gets the same link again. To a room for calls it is the one ' +
    'personal link of the person, which leaves the room that it was bound to before.',
  params,
  body: ofRoom,
  result: Type.Object({ data: publicLink }),
  refusals: [403, 404],
})

const unbindLink = operation({
  id: 'unbindOpenInviteIdWithRoomId',
  tag,
  scope: 'links',
  summary: 'Take a link from a room',
  description: 'It is gone. A personal link opens no room until it is bound again, and keeps its id.',
  params,
  body: ofRoom,
  result: Type.Object({
    status: Type.String(),
    data: linkWith({ id: Type.String({ description: 'By which the link is spoken of' }) }),
  }),
  refusals: [403, 404],
})

const resetOwn = operation({
  id: 'resetOpenInviteIdOfRoomId',
  tag,
  scope: 'links',
  summary: 'Give a link a new id',
  description:
    'The former one lets nobody in from now on. Without a room it is the personal link for audio that gets a new id.',
  params,
  body: Type.Unsafe<{ roomId?: string } | null>(
    Type.Object({ roomId: Type.Optional(hexId) }, { ...jsonObject, nullable: true }),
  ),
  result: Type.Object({ data: publicLink }),
  refusals: [403, 404],
})

/** The links of the caller. `publicUrl` is where people reach this service, without a slash at the end. */
export function publicLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  requireOwnPath(app)
  acceptSdkQueries(app)

  app.get('', { schema: listLinks }, async ({ query: { type, roomId }, run, user }) => {
    return run({ lookup: { openInvitesOf: user.jid } }, ({ found }) => {
      const links = (found.openInvitesOf ?? []).filter(invite => {
        const isOfRoom = roomId === undefined || invite.roomId === roomId
        return invite.isStanding && isOfRoom && (type?.includes(invite.roomType) ?? true)
      })
      return { data: links.map(invite => publicLinkView(invite, publicUrl)) }
    })
  })

  app.post('/bind', { schema: bindLink }, async ({ body: { roomId }, run, user: { jid: owner } }) => {
    const touches = { roomId, lookup: { openInvitesOf: owner } }
    const bound = await run(touches, turn => bind(turn, { roomId, owner }))
    return { data: publicLinkView(bound, publicUrl) }
  })

  app.put('/unbind', { schema: unbindLink }, async ({ body: { roomId }, run, user: { jid: owner } }) => {
    const invite = await run({ roomId }, turn => unbind(turn, { roomId, owner }))
    const { linkId, roomType } = invite
    const what = roomType === 'default' ? 'deleted' : 'disabled'
    return {
      status: `Public link for roomType ${roomType} successfully ${what}`,
      data: { ...publicLinkView(invite, publicUrl), roomId: null, id: linkId },
    }
  })

  app.put('/reset', { schema: resetOwn }, async ({ body, run, user: { jid: by } }) => {
    const roomId = body?.roomId
    const touches = roomId === undefined ? { lookup: { openInvitesOf: by } } : { roomId }
    const reset = await run(touches, turn => resetOwnLink(turn, { roomId, by }))
    if (!reset) throw new RequestError('bad-request', { details: [ROOM_NEEDED] })
    return { data: publicLinkView(reset, publicUrl) }
  })
}

/** The one to a room; without a room the personal one for audio, undefined where there is none. */
function resetOwnLink(turn: Turn, own: { roomId: string | undefined; by: string }): OpenInvite | undefined {
  const { roomId, by } = own
  const invite =
    roomId === undefined ? personalLink(turn, 'personal_audio_room') : ownLink(turn, { roomId, owner: by }).invite
  return invite && resetLink(turn, { invite, by })
}

const ROOM_NEEDED = { param: 'roomId', msg: 'must be the id of a room, for you have no personal link for audio' }

/**
 * A filter may come once, several times, or without a value. COMPAT: the SDK of the API family writes two of them as
 * one, `type=default+roomId%3Dr1`.
 */
function acceptSdkQueries(app: TypedApp): void {
  app.addHook<{ Querystring: Record<string, unknown> }>('preValidation', async ({ query }) => {
    const types = [query['type'] ?? []].flat().filter(type => type !== '')
    const [type, roomId] = String(types[0]).split(' roomId=')
    if (types.length === 1 && roomId !== undefined && query['roomId'] === undefined) {
      query['type'] = [type]
      query['roomId'] = roomId
    } else if (types.length > 0) query['type'] = types
    else delete query['type']
    if (query['roomId'] === '') delete query['roomId']
  })
}
