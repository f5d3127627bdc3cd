import { Type } from '@sinclair/typebox'
import { answerOfMany, pendingRequests } from '../../../invites/pending-requests.js'
import type { Room } from '../../../muc/model/room.js'
import type { ServiceContext } from '../../../service/types.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, jsonObject } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { person, personOf } from '../../views/link-view.js'
import { inBulk, type ReadItem } from './bulk.js'
import { bulkAnswer } from './bulk-answer.js'
import { people, waitingIn } from './bulk-people.js'
import { roomParam } from './parameters.js'

const answer = operation({
  id: 'answerWaitingPeople',
  scope: 'rooms',
  tag: 'Links',
  summary: 'Approve or decline all pending requests, or some',
  description:
    'For moderators. Without `users`: all people who wait when the request comes, oldest first. Otherwise the answer has ' +
    'each of the list in its order. `settled`: the person does not wait any more, and it is as was asked for.',
  params: Type.Object({ room: roomParam }),
  body: Type.Object({ decision: choice(['approve', 'decline']), users: Type.Optional(people) }, jsonObject),
  result: bulkAnswer(Type.Object({ user: person, state: choice(['approved', 'declined', 'settled']) })),
  repeatable: true,
  refusals: ['not-allowed', 'unknown-room'],
})

/** Many pending requests of a room. */
export function bulkRequestRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.post('/rooms/:room/requests/answer', { schema: answer }, async request => {
    const { params, body, user: caller } = request
    const { decision, users } = body
    const act = (turn: ServiceContext, room: Room, user: string) => {
      const state = answerOfMany(turn, room, { user, by: caller.jid, isAllowed: decision === 'approve' })
      return { user: personOf(user), state }
    }
    const some = users && waitingIn(users, { caller, act })
    return inBulk(request, {
      ...params,
      limits,
      items(_turn, room) {
        const all = pendingRequests(room, caller.jid).map(([user]) => itemFor(user, act))
        return some ?? all
      },
    })
  })
}

function itemFor<Result>(
  user: string,
  act: (turn: ServiceContext, room: Room, user: string) => Result,
): ReadItem<Result> {
  return () => ({ users: [], act: (turn, room) => act(turn, room, user) })
}
