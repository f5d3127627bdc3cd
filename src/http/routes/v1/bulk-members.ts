import { Type } from '@sinclair/typebox'
import { addOfMany } from '../../../rooms-api/room-users/add.js'
import { removeOfMany } from '../../../rooms-api/room-users/remove.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { person, personOf } from '../../views/link-view.js'
import { forModerators, inBulk } from './bulk.js'
import { bulkAnswer } from './bulk-answer.js'
import { people, peopleIn } from './bulk-people.js'
import { roomParam } from './parameters.js'

const common = {
  scope: 'rooms',
  tag: 'Members',
  params: Type.Object({ room: roomParam }),
  repeatable: true,
} as const

const add = operation({
  ...common,
  id: 'addMembers',
  summary: 'Add or invite up to 500 people to a room',
  description:
    'For moderators; only owners add admins. The answer has each of them in the order of the list. `present`: the person ' +
    'was a member already. Beyond the limit of invitations, people who are strangers to the room are added without a ' +
    'message: `added` instead of `invited`.',
  body: Type.Object(
    {
      users: people,
      affiliation: choice(['member', 'admin'], { default: 'member' }),
      role: choice(['participant', 'visitor'], {
        default: 'participant',
        description: 'visitor: a member who enters without voice',
      }),
      invite: Type.Boolean({
        default: false,
        expected: 'true or false',
        description:
          'Sends an invitation, which the person accepts or declines; otherwise the person is a member at once',
      }),
      reason: Type.Optional(text({ maxLength: 1000 })),
    },
    jsonObject,
  ),
  result: bulkAnswer(Type.Object({ user: person, state: choice(['added', 'invited', 'present']) })),
  refusals: ['not-allowed', 'unknown-room'],
})

const remove = operation({
  ...common,
  id: 'removeMembers',
  summary: 'Remove up to 500 people from a room',
  description:
    'For moderators; only owners remove moderators. A person who is removed comes back by no link until a moderator adds ' +
    'them. The answer has each of them in the order of the list. `absent`: the person was no user of the room.',
  body: Type.Object({ users: people }, jsonObject),
  result: bulkAnswer(Type.Object({ user: person, state: choice(['removed', 'absent']) })),
  refusals: ['not-allowed', 'unknown-room'],
})

/** Many members of a room. */
export function bulkMemberRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.post('/rooms/:room/members/add', { schema: add }, async request => {
    const { params, body, user: by } = request
    const { users, affiliation, role, invite: isInvited, reason = '' } = body
    const visitor = role === 'visitor' ? 'guest' : 'user'
    const privilege = affiliation === 'admin' ? 'moderator' : visitor
    const items = peopleIn(users, {
      caller: by,
      act: (turn, room, user) => {
        return { user: personOf(user.jid), state: addOfMany(turn, room, { by, user, privilege, isInvited, reason }) }
      },
    })
    return inBulk(request, { ...params, limits, items: forModerators(by.jid, items) })
  })

  app.post('/rooms/:room/members/remove', { schema: remove }, async request => {
    const { params, body, user: by } = request
    const items = peopleIn(body.users, {
      caller: by,
      act: (turn, room, user) => ({ user: personOf(user.jid), state: removeOfMany(turn, room, { by, user }) }),
    })
    return inBulk(request, { ...params, limits, items: forModerators(by.jid, items) })
  })
}
