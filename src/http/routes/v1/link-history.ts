import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { refuseStoryTo } from '../../../invites/links.js'
import { INVITE_EVENTS, type InviteStoryLookup } from '../../../muc/invite-story.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkEvent, viewOfEvent } from '../../views/link-view.js'
import { inOwnRoom } from './own-room.js'
import { linkParam, page, pageOf } from './parameters.js'

const asked = Type.Object({
  ...page,
  event: Type.Optional(Type.Array(choice(INVITE_EVENTS), { description: 'Only these; may be repeated' })),
})
const story = Type.Object({ data: Type.Array(linkEvent), ...pageOf })

const ofRoom = operation({
  id: 'readLinkStories',
  scope: 'rooms',
  tag: 'Links',
  summary: 'What has happened with all links to a room',
  description: 'For moderators. Newest first; those that are revoked, too, as long as the service keeps it.',
  params: Type.Object({ room: hexId }),
  querystring: asked,
  result: story,
  refusals: [403, 404],
})

const ofLink = operation({
  id: 'readLinkStory',
  scope: 'rooms',
  tag: 'Links',
  summary: 'Who made, used and changed a link',
  description: 'For moderators. Newest first.',
  params: Type.Object({ room: hexId, linkId: linkParam }),
  querystring: asked,
  result: story,
  refusals: [403, 404],
})

/** The stories of the links to a room; of revoked links, too, as long as they are kept. */
export function linkHistoryRoutes(app: TypedApp): void {
  app.get('/rooms/:room/story', { schema: ofRoom }, async request => {
    return read(request, { roomId: request.params.room, ...request.query })
  })

  app.get('/rooms/:room/links/:linkId/story', { schema: ofLink }, async request => {
    const { room: roomId, linkId } = request.params
    return read(request, { roomId, linkId, ...request.query })
  })
}

type Asked = Omit<InviteStoryLookup, 'events'> & { readonly event?: InviteStoryLookup['events'] }

/** A part of the stories of a room, for somebody who moderates it. */
function read(request: Pick<FastifyRequest, 'user' | 'run'>, { event: events, ...part }: Asked) {
  const { roomId, limit, offset } = part
  return inOwnRoom(request, { room: roomId, lookup: { inviteStory: { ...part, events } } }, ({ found }, own) => {
    refuseStoryTo(own, request.user.jid)
    const { events: told = [], total = 0 } = found.inviteStory ?? {}
    return { data: told.map(viewOfEvent), limit, offset, total }
  })
}
