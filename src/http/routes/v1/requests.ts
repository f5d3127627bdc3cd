import { Type } from '@sinclair/typebox'
import { answerRequest, type PendingRequest, pendingRequests } from '../../../invites/pending-requests.js'
import { userIdOf } from '../../../rooms-api/user-id.js'
import { parseBareJid } from '../../../stanza/jid.js'
import { operation } from '../../schema/operation.js'
import { choice, jsonObject } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { pendingRequest, person, personOf, viewOfPendingRequest } from '../../views/link-view.js'
import { cursorPage, next, pageBy } from './cursor.js'
import { inOwnRoom } from './own-room.js'
import { roomParam } from './parameters.js'

const list = operation({
  id: 'listWaitingPeople',
  scope: 'rooms',
  tag: 'Links',
  summary: 'List the pending requests',
  description: 'For moderators. Oldest first.',
  params: Type.Object({ room: roomParam }),
  querystring: Type.Object(cursorPage),
  result: Type.Object({ data: Type.Array(pendingRequest), next }),
  refusals: ['not-allowed', 'unknown-room'],
})

const decide = operation({
  id: 'answerWaitingPerson',
  scope: 'rooms',
  tag: 'Links',
  summary: 'Approve or decline a pending request',
  description:
    'The user gets the invitation, or a notification of the refusal. For moderators; the first decision counts.',
  params: Type.Object({
    room: roomParam,
    userId: Type.String({ minLength: 1, description: 'The user id or the bare JID of the waiting user' }),
  }),
  body: Type.Object({ decision: choice(['approve', 'decline']) }, jsonObject),
  result: Type.Object({ data: Type.Object({ user: person, decision: choice(['approve', 'decline']) }) }),
  repeatable: true,
  refusals: ['not-allowed', 'locked', 'unknown-open-invite', 'not-found', 'unknown-room', 'conflict'],
})

/** Pending requests of users who have used a link with approval, or have asked for registration. */
export function pendingRequestRoutes(app: TypedApp): void {
  app.get('/rooms/:room/requests', { schema: list }, async request => {
    const { params, query, user } = request
    const page = pageBy<PendingRequest>('requests', { ...query, offset: 0 }, ([jid, { at }]) => ({ at, key: jid }))
    return inOwnRoom(request, params, (_turn, room) => {
      const { shown, keys } = page.of(pendingRequests(room, user.jid))
      return { data: shown.map(([jid, pending]) => viewOfPendingRequest(jid, pending)), next: keys.next }
    })
  })

  app.post('/rooms/:room/requests/:userId', { schema: decide }, async request => {
    const { userId } = request.params
    const { jid: by } = request.user
    const { decision } = request.body
    return inOwnRoom(request, request.params, (turn, room) => {
      const waiting = pendingRequests(room, by).map(([jid]) => jid)
      const user = waiting.find(jid => userIdOf(jid) === userId) ?? parseBareJid(userId)?.bare ?? userId
      answerRequest(turn, room, { user, by, isAllowed: decision === 'approve' })
      return { data: { user: personOf(user), decision } }
    })
  })
}
