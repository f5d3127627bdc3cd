import { type Static, Type } from '@sinclair/typebox'
import type { PublicRoom } from '../../../muc/model/lookup.js'
import { joinUri } from '../../../stanza/join-uri.js'
import { payerOf } from '../../auth/acting.js'
import { RequestError } from '../../errors/request-error.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { cursorOf, cursorPage, next, placeOf } from './cursor.js'

/** As over XMPP: a search has at most 10 words, and one a second is within the default limit. Our own decision. */
const MOST_WORDS = 10
const SEARCH = 100

const publicRoom = Type.Object({
  roomId: hexId,
  roomJid: Type.String(),
  xmppUri: Type.String({ description: 'For XMPP clients' }),
  name: Type.String(),
  description: Type.String(),
  language: Type.Union([Type.String(), Type.Null()], { description: 'As in RFC 5646; null: none is set' }),
  occupants: Type.Integer({ description: 'The number of people in the room now' }),
  membersOnly: Type.Boolean(),
  hasPassword: Type.Boolean(),
})

const list = operation({
  id: 'listPublicRooms',
  scope: 'any',
  tag: 'Rooms',
  summary: 'List the public rooms, or search among them',
  description:
    'The rooms whose configuration makes them public (XEP-0045 §4.2), as over XMPP, for every token. They have no link in ' +
    'the list: each link is for those to whom it is given.',
  querystring: Type.Object({
    ...cursorPage,
    search: Type.Optional(
      text({
        minLength: 1,
        maxLength: 200,
        description: `Up to ${MOST_WORDS} words, each of which is in the name, the description or the address`,
      }),
    ),
    sort: choice(['address', 'occupants'], {
      default: 'address',
      description:
        'occupants: the largest first; a room whose occupants change between two pages may be in both or none',
    }),
  }),
  result: Type.Object({ data: Type.Array(publicRoom), limit: Type.Integer(), next }),
})

/** The directory of public rooms. */
export function directoryRoutes(app: TypedApp, { limits }: { limits: HttpLimits }): void {
  app.get('/directory', { schema: list }, async ({ query, run, user }) => {
    const { limit, sort: order } = query
    const cursor = `directory-${order}`
    const after = placeOf(cursor, query.after)?.key
    const words = wordsOf(query.search)
    if (words.length > 0) limits.countUser(payerOf(user), SEARCH)
    const page = { max: limit, ...(after !== undefined && { after }) }
    const search = { words, inName: true, inDescription: true, inAddress: true, minOccupants: 0 }
    const rooms = { page, order, isUncounted: true, ...(words.length > 0 && { search }) } as const
    return run({ lookup: { rooms } }, ({ found }) => {
      const { rooms: shown = [], next } = found.rooms ?? {}
      return {
        data: shown.map(viewOf),
        limit,
        next: next === undefined ? null : cursorOf(cursor, { at: 0, key: next }),
      }
    })
  })
}

function wordsOf(search = ''): string[] {
  const words = search.split(/\s+/u).filter(Boolean)
  if (words.length <= MOST_WORDS) return words
  throw new RequestError('bad-request', {
    details: [{ param: 'search', msg: `must be at most ${MOST_WORDS} words` }],
  })
}

function viewOf({ roomId, jid, lang, ...room }: PublicRoom): Static<typeof publicRoom> {
  const { name, description, occupants, membersOnly, hasPassword } = room
  const language = lang === '' ? null : lang
  return {
    ...{ roomId, roomJid: jid, xmppUri: joinUri(jid), name, description, language },
    ...{ occupants, membersOnly, hasPassword },
  }
}
