import { Type } from '@sinclair/typebox'
import { answerWaiting, waitingPeople } from '../../../invites/waiting.js'
import { parseBareJid } from '../../../stanza/jid.js'
import { userIdOf } from '../../../user-id.js'
import { operation } from '../../schema/operation.js'
import { choice, jsonObject } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { pendingRequest, person, personOf, viewOfPendingRequest } from '../../views/link-view.js'
import { inOwnRoom } from './own-room.js'
import { roomParam } from './parameters.js'

const list = operation({
  id: 'listWaitingPeople',
  scope: 'rooms',
  tag: 'Links',
  summary: 'List those who wait for an approval',
  description: 'For moderators. The longest waiting first.',
  params: Type.Object({ room: roomParam }),
  result: Type.Object({ data: Type.Array(pendingRequest) }),
  refusals: [403, 404],
})

const decide = operation({
  id: 'answerWaitingPerson',
  scope: 'rooms',
  tag: 'Links',
  summary: 'Approve or decline somebody who waits',
  description: 'They get the invitation, or hear that they were turned down. For moderators; the first answer counts.',
  params: Type.Object({
    room: roomParam,
    userId: Type.String({ minLength: 1, description: 'The user id or the bare JID of who waits' }),
  }),
  body: Type.Object({ decision: choice(['approve', 'decline']) }, jsonObject),
  result: Type.Object({ data: Type.Object({ user: person, decision: choice(['approve', 'decline']) }) }),
  refusals: [403, 404],
})

/** Those who came through a link that lets people in on approval, or asked to be registered. */
export function pendingRequestRoutes(app: TypedApp): void {
  app.get('/rooms/:room/requests', { schema: list }, async request => {
    return inOwnRoom(request, request.params, (_turn, room) => {
      return { data: waitingPeople(room, request.user.jid).map(([jid, asked]) => viewOfPendingRequest(jid, asked)) }
    })
  })

  app.post('/rooms/:room/requests/:userId', { schema: decide }, async request => {
    const { userId } = request.params
    const { jid: by } = request.user
    const { decision } = request.body
    return inOwnRoom(request, request.params, (turn, room) => {
      const waiting = waitingPeople(room, by).map(([jid]) => jid)
      const user = waiting.find(jid => userIdOf(jid) === userId) ?? parseBareJid(userId)?.bare ?? userId
      answerWaiting(turn, room, { user, by, isAllowed: decision === 'approve' })
      return { data: { user: personOf(user), decision } }
    })
  })
}
