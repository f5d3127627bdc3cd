import { type Static, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { Room } from '../../../muc/model/room.js'
import { type Ban, ban, foundBans, unban } from '../../../rooms-api/bans.js'
import { userIdOf } from '../../../rooms-api/user-id.js'
import type { ServiceContext } from '../../../service/types.js'
import { isoTime as isoText } from '../../../stanza/time.js'
import { operation } from '../../schema/operation.js'
import { hexId, isoTime, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { bannedNamed } from './bulk-people.js'
import { anyPage, anyPageOf, pageBy } from './cursor.js'
import { inFoundRoom, inOwnRoom } from './own-room.js'
import { roomParam } from './parameters.js'

const EXPECTED = 'a user id, a bare JID or a domain'
const banned = Type.String({ minLength: 1, maxLength: 2047, description: EXPECTED, expected: EXPECTED })
const reason = Type.Optional(text({ maxLength: 1000 }))
const ofRoom = Type.Object({ room: roomParam })
const ofOne = Type.Object({ room: roomParam, user: banned })

export const banView = Type.Object({
  jid: Type.String({ description: 'The bare JID of a user, or a domain' }),
  userId: Type.Union([hexId, Type.Null()], { description: 'null: a domain' }),
  reason: Type.String(),
  since: isoTime,
})
const oneBan = Type.Object({ data: banView })

const list = operation({
  id: 'listBans',
  scope: 'rooms',
  tag: 'Bans',
  summary: 'List the bans of a room',
  description: 'For moderators. Users and whole domains, oldest first.',
  params: ofRoom,
  querystring: Type.Object(anyPage),
  result: Type.Object({ data: Type.Array(banView), ...anyPageOf }),
  refusals: ['not-allowed', 'unknown-room'],
})

const make = operation({
  id: 'makeBan',
  scope: 'rooms',
  tag: 'Bans',
  summary: 'Ban a user or a domain from a room',
  description:
    'For moderators; only owners ban moderators. A banned user leaves the room at once, is no user of it any more, and ' +
    'comes back by no link. The same ban again changes nothing but the reason.',
  params: ofRoom,
  body: Type.Object({ user: banned, reason }, jsonObject),
  result: oneBan,
  repeatable: true,
  refusals: ['not-allowed', 'quota-reached', 'unknown-room', 'not-found', 'conflict'],
})

const put = operation({
  id: 'putBan',
  scope: 'rooms',
  tag: 'Bans',
  summary: 'Ban a user or a domain from a room, named in the path',
  params: ofOne,
  body: Type.Object({ reason }, jsonObject),
  result: oneBan,
  refusals: ['not-allowed', 'quota-reached', 'unknown-room', 'not-found', 'conflict'],
})

const lift = operation({
  id: 'liftBan',
  scope: 'rooms',
  tag: 'Bans',
  summary: 'Lift a ban',
  description: 'For moderators. The user is no member: a moderator may add them, or a link admit them.',
  params: ofOne,
  result: Type.Object({ data: Type.Object({ jid: Type.String() }) }),
  refusals: ['not-allowed', 'unknown-room', 'not-found'],
})

/** The bans of a room (XEP-0045 §9.1, §9.2). */
export function banRoutes(app: TypedApp): void {
  app.get('/rooms/:room/bans', { schema: list }, async request => {
    const { params, query, user } = request
    const page = pageBy<Ban>('bans', query, ({ since, banned }) => ({ at: since, key: banned }))
    const part = { after: page.start, limit: query.limit + 1, offset: query.offset }
    const lookup = inFoundRoom(request, params, jid => ({ bans: { room: jid, ...part } }))
    return inOwnRoom(request, { ...params, lookup }, (turn, room) => {
      const { bans, total } = foundBans(turn, room, user.jid)
      const { shown, keys } = page.ofRest(bans, total)
      return { data: shown.map(viewOfBan), ...keys }
    })
  })

  app.post('/rooms/:room/bans', { schema: make }, async request => {
    const { user, reason = '' } = request.body
    return bans(request, { room: request.params.room, user, reason })
  })

  app.put('/rooms/:room/bans/:user', { schema: put }, async request => {
    return bans(request, { ...request.params, reason: request.body.reason ?? '' })
  })

  app.delete('/rooms/:room/bans/:user', { schema: lift }, async request => {
    return onBanned(request, request.params, (turn, room, jid) => {
      unban(turn, room, { banned: jid, by: request.user.jid })
      return { data: { jid } }
    })
  })
}

type Caller = Pick<FastifyRequest, 'user' | 'run'>

function bans(caller: Caller, { reason, ...named }: { room: string; user: string; reason: string }) {
  return onBanned(caller, named, (turn, room, jid) => {
    return { data: viewOfBan(ban(turn, room, { banned: jid, by: caller.user.jid, reason })) }
  })
}

/** Does `work` in the room with the bare JID of the named person, or with the domain. */
function onBanned<Result>(
  caller: Caller,
  { room, user }: { room: string; user: string },
  work: (turn: ServiceContext, room: Room, jid: string) => Result,
): Promise<Result> {
  const { users, jid } = bannedNamed(user, caller.user)
  const lookup = users.length === 0 ? undefined : { users }
  return inOwnRoom(caller, { room, lookup }, (turn, own) => work(turn, own, jid(turn)))
}

export function viewOfBan({ banned, reason, since }: Ban): Static<typeof banView> {
  return { jid: banned, userId: banned.includes('@') ? userIdOf(banned) : null, reason, since: isoText(since) }
}
