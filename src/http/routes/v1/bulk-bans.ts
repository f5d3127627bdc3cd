import { Type } from '@sinclair/typebox'
import { ban, unbanOfMany } from '../../../rooms-api/bans.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { banView, viewOfBan } from './bans.js'
import { forModerators, inBulk } from './bulk.js'
import { bulkAnswer } from './bulk-answer.js'
import { banned, jidsIn } from './bulk-people.js'
import { roomParam } from './parameters.js'

const common = {
  scope: 'rooms',
  tag: 'Bans',
  params: Type.Object({ room: roomParam }),
  repeatable: true,
  refusals: ['not-allowed', 'unknown-room'],
} as const

const add = operation({
  ...common,
  id: 'makeBans',
  summary: 'Ban up to 500 users and domains from a room',
  description: 'As makeBan, with one reason for all. The answer has each of them in the order of the list.',
  body: Type.Object({ users: banned, reason: Type.Optional(text({ maxLength: 1000 })) }, jsonObject),
  result: bulkAnswer(banView),
})

const lift = operation({
  ...common,
  id: 'liftBans',
  summary: 'Lift up to 500 bans',
  description: 'As liftBan; what is not banned is `absent`. The answer has each of them in the order of the list.',
  body: Type.Object({ users: banned }, jsonObject),
  result: bulkAnswer(Type.Object({ jid: Type.String(), state: choice(['lifted', 'absent']) })),
})

/** Many bans of a room. */
export function bulkBanRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.post('/rooms/:room/bans/add', { schema: add }, async request => {
    const { params, body, user: caller } = request
    const { users, reason = '' } = body
    const items = jidsIn(users, {
      caller,
      act: (turn, room, jid) => viewOfBan(ban(turn, room, { banned: jid, by: caller.jid, reason })),
    })
    return inBulk(request, { ...params, limits, items: forModerators(caller.jid, items) })
  })

  app.post('/rooms/:room/bans/lift', { schema: lift }, async request => {
    const { params, body, user: caller } = request
    const items = jidsIn(body.users, {
      caller,
      act: (turn, room, jid) => ({ jid, state: unbanOfMany(turn, room, { banned: jid, by: caller.jid }) }),
    })
    return inBulk(request, { ...params, limits, items: forModerators(caller.jid, items) })
  })
}
