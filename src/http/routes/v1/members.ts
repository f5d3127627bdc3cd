import { type Static, Type } from '@sinclair/typebox'
import type { ListedMember } from '../../../rooms-api/questions.js'
import { refuseListing, seesNicks } from '../../../rooms-api/room-users/read.js'
import { isoTime as isoText } from '../../../stanza/time.js'
import { payerOf } from '../../auth/acting.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, isoTime, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { person, personOf } from '../../views/link-view.js'
import { cursorOf, cursorPage, next, placeOf } from './cursor.js'
import { inFoundRoom, inOwnRoom } from './own-room.js'
import { roomParam } from './parameters.js'

const AFFILIATIONS = ['owner', 'admin', 'member'] as const
/** How many more requests a search counts as: it looks among 2500 members at most. Our own decision. */
const SEARCH = 10

const memberView = Type.Object({
  user: person,
  affiliation: choice(AFFILIATIONS),
  role: choice(['moderator', 'participant', 'visitor'], { description: 'The role on entering' }),
  status: choice(['accepted', 'invited']),
  since: isoTime,
  reservedNick: Type.Union([Type.String(), Type.Null()], { description: 'null: none, or the reader may not know it' }),
  nicks: Type.Array(Type.String(), { description: 'The nicks in the room now, if the reader may know them' }),
})

const list = operation({
  id: 'listMembers',
  scope: 'rooms',
  tag: 'Members',
  summary: 'List the members of a room, or search among them',
  description:
    'The owners, admins and members, in the order of their addresses. For users of the room; for moderators alone if the ' +
    'room was created by an XMPP client and hides the addresses of its occupants. Nicks are for moderators, and for all ' +
    'in a room that shows addresses. A page of a search may have fewer entries than `limit`: `next` alone says whether ' +
    'the list goes on.',
  params: Type.Object({ room: roomParam }),
  querystring: Type.Object({
    ...cursorPage,
    search: Type.Optional(
      text({ minLength: 1, maxLength: 200, description: 'Words, each of which is in the address or in a nick' }),
    ),
    affiliation: Type.Optional(
      Type.Array(choice(AFFILIATIONS), { description: 'Only people with these; may be repeated' }),
    ),
  }),
  result: Type.Object({ data: Type.Array(memberView), limit: Type.Integer(), next }),
  refusals: ['not-allowed', 'unknown-room'],
})

/** The members of a room (XEP-0045 §9.5, §10.6, §10.9), and the search for them. */
export function memberRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.get('/rooms/:room/members', { schema: list }, async request => {
    const { params, query, user } = request
    const { limit, search, affiliation: affiliations = AFFILIATIONS } = query
    const after = placeOf('members', query.after)?.key ?? ''
    if (search !== undefined) limits.countUser(payerOf(user), SEARCH)
    const lookup = inFoundRoom(request, params, (jid, room) => ({
      members: { room: jid, affiliations, search, withNicks: seesNicks(room, user.jid), after, limit },
    }))
    return inOwnRoom(request, { ...params, lookup }, ({ found }, room) => {
      refuseListing(room, user.jid)
      const { members = [], next } = found.members ?? {}
      return {
        data: members.map(viewOf),
        limit,
        next: next === undefined ? null : cursorOf('members', { at: 0, key: next }),
      }
    })
  })
}

function viewOf({ user, affiliation, since, reservedNick, nicks, ...member }: ListedMember): Static<typeof memberView> {
  const ofMember = member.isVisitor ? 'visitor' : 'participant'
  return {
    user: personOf(user),
    affiliation,
    role: affiliation === 'member' ? ofMember : 'moderator',
    status: member.isInvited ? 'invited' : 'accepted',
    since: isoText(since),
    reservedNick: reservedNick === '' ? null : reservedNick,
    nicks: [...nicks],
  }
}
