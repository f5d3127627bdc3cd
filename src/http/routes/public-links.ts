import { Type } from '@sinclair/typebox'
import { bind } from '../../invites/bind.js'
import { resetLink } from '../../invites/change.js'
import { type ManagedLink, ownLinks } from '../../invites/managed-link.js'
import { personalLink, personalLinksLookup, requireMemberLink } from '../../invites/member-link.js'
import { unbind } from '../../invites/unbind.js'
import type { Context } from '../../muc/context.js'
import { requireOwnPath, type User } from '../auth/auth.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { choice, hexId, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { linkWith, publicLink, publicLinkView } from '../views/public-link.js'
import { maySeeId, withinScope } from './v1/link-scope.js'

const tag = 'Users Rooms Public Link'
const params = Type.Object({ userId: Type.String({ description: 'me, or the bare JID or user id of the caller' }) })
const ofRoom = Type.Object({ roomId: hexId }, jsonObject)

const listLinks = operation({
  id: 'getOpenInviteIdsOfUser',
  tag,
  scope: 'links',
  summary: 'List the links of the caller',
  description: 'The link to each room, and the personal links. Oldest first.',
  params,
  querystring: Type.Object({
    type: Type.Optional(Type.Array(choice(['default', 'personal_audio_room', 'personal_video_room']))),
    roomId: Type.Optional(hexId),
  }),
  result: Type.Object({ data: Type.Array(publicLink) }),
  refusals: ['not-yourself'],
})

const bindLink = operation({
  id: 'bindOpenInviteIdWithRoomId',
  tag,
  scope: 'links',
  summary: 'Create a link to a room, or get the existing one',
  description:
    'For moderators of the room. A second call returns the same link. For a room for calls, it is the personal link of ' +
    'the caller, which is unbound from its previous room.',
  params,
  body: ofRoom,
  result: Type.Object({ data: publicLink }),
  refusals: ['not-yourself', 'not-allowed', 'too-many-links', 'unknown-room', 'closed'],
})

const unbindLink = operation({
  id: 'unbindOpenInviteIdWithRoomId',
  tag,
  scope: 'links',
  summary: 'Unbind a link from a room',
  description: 'The link is deleted. A personal link keeps its id, and opens no room until it is bound again.',
  params,
  body: ofRoom,
  result: Type.Object({
    status: Type.String(),
    data: linkWith({ id: Type.String({ description: 'Identifies the link; not a secret' }) }),
  }),
  refusals: ['not-yourself', 'not-allowed', 'unknown-room', 'unknown-link', 'closed'],
})

const resetOwn = operation({
  id: 'resetOpenInviteIdOfRoomId',
  tag,
  scope: 'links',
  summary: 'Give a link a new id',
  description: 'The old id stops working. Without roomId, the personal link for audio gets a new id.',
  params,
  body: Type.Unsafe<{ roomId?: string } | null>(
    Type.Object({ roomId: Type.Optional(hexId) }, { ...jsonObject, nullable: true }),
  ),
  result: Type.Object({ data: publicLink }),
  refusals: ['not-yourself', 'not-allowed', 'unknown-room', 'unknown-link', 'closed'],
})

/** The links of the caller. `publicUrl`: the public URL of this service, without a slash at the end. */
export function publicLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  requireOwnPath(app)
  acceptSdkQueries(app)

  app.get('', { schema: listLinks }, async ({ query: { type, roomId }, run, user }) => {
    return run({ lookup: { standingLinks: { owner: user.jid, roomId } } }, turn => {
      const own = ownLinks(turn, turn.found.standingLinks).map(({ link }) => link)
      const links = own.filter(({ invite }) => type?.includes(invite.roomType) ?? true)
      return { data: links.filter(link => maySeeId(user, link)).map(link => publicLinkView(link, publicUrl)) }
    })
  })

  app.post('/bind', { schema: bindLink }, async ({ body: { roomId }, run, user }) => {
    const owner = user.jid
    const touches = { roomId, lookup: personalLinksLookup(owner) }
    const bound = await run(touches, turn => withinScope(user, bind(turn, { roomId, owner })))
    return { data: publicLinkView(bound, publicUrl) }
  })

  app.put('/unbind', { schema: unbindLink }, async ({ body: { roomId }, run, user }) => {
    const link = await run({ roomId }, turn => {
      const former = unbind(turn, { roomId, owner: user.jid })
      // The id of a revoked link is no secret; a personal link keeps its id.
      return former.invite.roomType === 'default' ? former : withinScope(user, former)
    })
    const { linkId, roomType } = link.invite
    const what = roomType === 'default' ? 'deleted' : 'disabled'
    return {
      status: `Public link for roomType ${roomType} successfully ${what}`,
      data: { ...publicLinkView(link, publicUrl), roomId: null, id: linkId },
    }
  })

  app.put('/reset', { schema: resetOwn }, async ({ body, run, user }) => {
    const roomId = body?.roomId
    const touches = roomId === undefined ? { lookup: personalLinksLookup(user.jid) } : { roomId }
    const reset = await run(touches, turn => resetOwnLink(turn, { roomId, user }))
    if (!reset) throw new RequestError('bad-request', { details: [ROOM_NEEDED] })
    return { data: publicLinkView(reset, publicUrl) }
  })
}

/** Resets the link to the room, or without a room the personal link for audio. Undefined if there is none. */
function resetOwnLink(turn: Context, own: { roomId: string | undefined; user: User }): ManagedLink | undefined {
  const { roomId, user } = own
  const by = user.jid
  const link =
    roomId === undefined
      ? personalLink(turn, 'personal_audio_room')
      : requireMemberLink(turn, { roomId, owner: by }).link
  return link && resetLink(turn, { link: withinScope(user, link), by })
}

const ROOM_NEEDED = { param: 'roomId', msg: 'must be the id of a room, because you have no personal link for audio' }

/**
 * Accepts filters without a value, or given several times. COMPAT: the SDK of the API family writes two filters as one,
 * `type=default+roomId%3Dr1`.
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
