import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { INVITE_EVENTS, type LinkHistoryLookup, type StoredEvent } from '../../../invites/link-history.js'
import { refuseHistoryTo } from '../../../invites/links.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkEvent, viewOfEvent } from '../../views/link-view.js'
import { anyPage, anyPageOf, pageBy } from './cursor.js'
import { inOwnRoom } from './own-room.js'
import { linkParam } from './parameters.js'

const query = Type.Object({
  ...anyPage,
  event: Type.Optional(Type.Array(choice(INVITE_EVENTS), { description: 'Only these events; may be repeated' })),
})
const history = Type.Object({ data: Type.Array(linkEvent), ...anyPageOf })

const ofRoom = operation({
  id: 'readLinkStories',
  scope: 'rooms',
  tag: 'Links',
  summary: 'Read the history of all links to a room',
  description: 'For moderators. Newest first, with revoked links, as long as the service stores it.',
  params: Type.Object({ room: hexId }),
  querystring: query,
  result: history,
  refusals: ['not-allowed', 'unknown-room'],
})

const ofLink = operation({
  id: 'readLinkStory',
  scope: 'rooms',
  tag: 'Links',
  summary: 'Read the history of a link',
  description: 'For moderators. Newest first.',
  params: Type.Object({ room: hexId, linkId: linkParam }),
  querystring: query,
  result: history,
  refusals: ['not-allowed', 'unknown-room'],
})

/** The history of the links to a room, also of revoked ones. */
export function linkHistoryRoutes(app: TypedApp): void {
  app.get('/rooms/:room/story', { schema: ofRoom }, async request => {
    return read(request, { roomId: request.params.room, ...request.query })
  })

  app.get('/rooms/:room/links/:linkId/story', { schema: ofLink }, async request => {
    const { room: roomId, linkId } = request.params
    return read(request, { roomId, linkId, ...request.query })
  })
}

type Wanted = Omit<LinkHistoryLookup, 'events' | 'before'> & {
  readonly event?: LinkHistoryLookup['events']
  readonly after?: string
}

/** One page of the history, for a moderator of the room. */
function read(request: Pick<FastifyRequest, 'user' | 'run'>, { event: events, after, ...part }: Wanted) {
  const { roomId, limit, offset } = part
  // Newest first: the place of an entry is the number of its row with a minus.
  const page = pageBy<StoredEvent>(
    'story',
    { limit, offset, ...(after !== undefined && { after }) },
    ({ position }) => ({ at: -position, key: '' }),
  )
  const before = page.start && -page.start.at
  const linkHistory = { ...part, events, before, limit: limit + 1 }
  return inOwnRoom(request, { room: roomId, lookup: { linkHistory } }, ({ found }, own) => {
    refuseHistoryTo(own, request.user.jid)
    const { events: entries = [], total } = found.linkHistory ?? {}
    const { shown, keys } = page.ofRest(entries, total)
    return { data: shown.map(viewOfEvent), ...keys }
  })
}
