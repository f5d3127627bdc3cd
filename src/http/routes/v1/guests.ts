import { type Static, Type } from '@sinclair/typebox'
import { type ListedGuest, listGuests, removeGuest } from '../../../guests/list.js'
import { makeGuest, makingLookup } from '../../../guests/make.js'
import { LONGEST_NAME } from '../../../guests/nick.js'
import { parseOpenInviteId } from '../../../invites/parse-open-invite-id.js'
import type { Service } from '../../../service/types.js'
import { parseBareJid } from '../../../stanza/jid.js'
import { isoTime as isoText } from '../../../stanza/time.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, isoTime, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { socketUrl } from '../../web/socket-url.js'
import { anyPage, anyPageOf, pageBy } from './cursor.js'
import { inOwnRoom } from './own-room.js'
import { roomParam } from './parameters.js'

const make = operation({
  id: 'makeGuest',
  tag: 'Guests',
  summary: 'Come in by a link without an account',
  description:
    'Public: the header Authorization is ignored. The answer has what an XMPP client needs: the address and the password ' +
    'for SASL PLAIN over the WebSocket (RFC 7395), the room, and a nick that is free there. A guest with the status ' +
    '`waiting` may enter when a moderator has approved.',
  caller: 'anybody',
  created: true,
  body: Type.Object(
    {
      openInviteId: Type.String({ minLength: 1, expected: 'the id at the end of a link' }),
      name: text({ minLength: 1, maxLength: LONGEST_NAME }),
    },
    jsonObject,
  ),
  result: Type.Object({
    data: Type.Object({
      jid: Type.String({ description: 'The bare JID of the guest' }),
      password: Type.String({ description: 'The secret; it cannot be read again' }),
      websocket: Type.String({ description: 'The address of the WebSocket' }),
      room: Type.String({ description: 'The bare JID of the room' }),
      nick: Type.String(),
      status: choice(['admitted', 'waiting']),
    }),
  }),
  refusals: [
    'not-allowed',
    'guests-off',
    'too-many-guests',
    'locked',
    'full',
    'unknown-open-invite',
    'no-room',
    'conflict',
  ],
})

const guestView = Type.Object({
  jid: Type.String(),
  name: Type.String(),
  linkId: Type.String({ description: 'The link by which the guest came' }),
  since: isoTime,
  status: choice(['admitted', 'waiting']),
  inside: Type.Boolean({ description: 'The guest is in the room now' }),
})

const list = operation({
  id: 'listGuests',
  scope: 'rooms',
  tag: 'Guests',
  summary: 'List the guests of a room',
  description: 'For moderators. Also guests who may come back. Oldest first.',
  params: Type.Object({ room: roomParam }),
  querystring: Type.Object(anyPage),
  result: Type.Object({ data: Type.Array(guestView), ...anyPageOf }),
  refusals: ['not-allowed', 'unknown-room'],
})

const remove = operation({
  id: 'removeGuest',
  scope: 'rooms',
  tag: 'Guests',
  summary: 'Remove a guest',
  description: 'For moderators. The guest leaves the room at once and cannot come back, except as a new guest.',
  params: Type.Object({
    room: roomParam,
    jid: Type.String({ minLength: 1, description: 'The bare JID of the guest' }),
  }),
  result: Type.Object({ data: Type.Object({ jid: Type.String() }) }),
  refusals: ['not-allowed', 'unknown-room', 'not-found'],
})

/** The guests of a room, for its moderators. */
export function guestRoutes(app: TypedApp): void {
  app.get('/rooms/:room/guests', { schema: list }, async request => {
    const { params, query, user } = request
    const page = pageBy<ListedGuest>('guests', query, ({ madeAt, jid }) => ({ at: madeAt, key: jid }))
    return inOwnRoom(request, params, (_turn, room) => {
      const { shown, keys } = page.of(listGuests(room, user.jid))
      return { data: shown.map(viewOfGuest), ...keys }
    })
  })

  app.delete('/rooms/:room/guests/:jid', { schema: remove }, async request => {
    const { room, jid: named } = request.params
    const jid = parseBareJid(named)?.bare ?? named
    return inOwnRoom(request, { room }, (turn, own) => {
      removeGuest(turn, own, { jid, by: request.user.jid })
      return { data: { jid } }
    })
  })
}

function viewOfGuest({ jid, name, linkId, madeAt, state, isInside }: ListedGuest): Static<typeof guestView> {
  return { jid, name, linkId, since: isoText(madeAt), status: state, inside: isInside }
}

/** New guests. `publicUrl`: the public URL of this service, without a slash at the end. */
export function newGuestRoutes(
  app: TypedApp,
  { service, limits, publicUrl }: { service: Service; limits: HttpLimits; publicUrl: string },
): void {
  const websocket = socketUrl(publicUrl)
  app.post('/guests', { schema: make }, async ({ ip, body }, reply) => {
    const openInvite = parseOpenInviteId(body.openInviteId)
    const made = await limits.guardGuest(ip, address => {
      const touches = { openInvite, lookup: makingLookup(address) }
      return service.run(touches, turn => makeGuest(turn, { ...body, address }))
    })
    reply.code(201)
    return { data: { ...made, websocket } }
  })
}
