import { type Static, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { beginErasure, erasureRequestLookup, refuseOthers } from '../../../personal-facts/begin-erasure.js'
import { FACT_KINDS, type PersonalFact, type Place } from '../../../personal-facts/facts.js'
import { placeIn, placeText } from '../../../personal-facts/place.js'
import type { Service } from '../../../service/types.js'
import { parseBareJid } from '../../../stanza/jid.js'
import { isoTime as isoText } from '../../../stanza/time.js'
import { requireScope } from '../../auth/auth.js'
import { RequestError } from '../../errors/request-error.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { choice, isoTime } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'

/** The rows that a request looks through, of each table that has no index of people: at most some 50 ms of work. */
const MOST_ROWS = 10_000
/** As how many requests it counts therefore. */
const COST = 50

const EXPECTED = 'me or a bare JID'
const ofOne = Type.Object({
  user: Type.String({ minLength: 1, maxLength: 2047, description: EXPECTED, expected: EXPECTED }),
})

const read = operation({
  id: 'readPersonalFacts',
  scope: 'rooms',
  tag: 'Personal facts',
  summary: 'Read what the service keeps of a person',
  description:
    'For the person, and for admins of the service. In pages: read on with `cursor` until `isLast`. A page may have few ' +
    'facts or none and not be the last. No secret is among them.',
  params: ofOne,
  querystring: Type.Object({
    after: Type.String({
      default: '',
      maxLength: 10_000,
      pattern: '^[A-Za-z0-9_-]*$',
      expected: 'the cursor of a page',
    }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, expected: 'a whole number from 1 to 1000' }),
  }),
  result: Type.Object({
    data: Type.Array(
      Type.Object({
        kind: choice(FACT_KINDS),
        facts: Type.Object({}, { additionalProperties: true, description: 'What is kept, by its names' }),
      }),
    ),
    cursor: Type.String({ description: 'Read on with `after`' }),
    isLast: Type.Boolean(),
    isErasing: Type.Boolean({ description: 'What is kept is being erased' }),
  }),
  refusals: ['not-allowed'],
})

const erase = operation({
  id: 'erasePersonalFacts',
  scope: 'rooms',
  tag: 'Personal facts',
  summary: 'Erase what the service keeps of a person',
  description:
    'For the person, and for admins of the service. It goes on after the answer, until `isErasing` of the facts is false. ' +
    'Bans, and removals by moderators, stay, because they protect others.',
  params: ofOne,
  querystring: Type.Object({
    rooms: Type.Optional(
      choice(['keep', 'destroy'], {
        description:
          'What becomes of the rooms that the person alone owns: keep makes the longest-standing admin or member the owner',
      }),
    ),
    messages: Type.Optional(
      choice(['keep', 'tombstones'], {
        description: 'keep: the archives keep text and nick, without the address; tombstones: neither',
      }),
    ),
  }),
  accepted: true,
  result: Type.Object({ data: Type.Object({ jid: Type.String(), isErasing: Type.Boolean(), since: isoTime }) }),
  refusals: ['not-allowed', 'owns-rooms'],
})

/** What the service keeps of a person: to be read and to be erased. */
export function personalFactsRoutes(
  app: TypedApp,
  { service, limits }: { service: Pick<Service, 'lookUp'>; limits: HttpLimits },
): void {
  app.get('/users/:user/data', { schema: read }, async request => {
    const { after, limit: most } = request.query
    const user = personIn(request)
    limits.countUser(request.user.jid, COST - 1)
    const isErasing = await request.run({ lookup: { erasureOf: user } }, turn => {
      refuseOthers(turn, { user, by: request.user.jid })
      return turn.found.erasureOf !== undefined
    })
    // Outside the batches: no other work waits while rooms are looked through.
    const asked = { user, after: placeOf(after), most, mostRows: MOST_ROWS }
    const { facts = [], next } = (await service.lookUp({ personalFacts: asked })).personalFacts ?? {}
    return { data: facts.map(viewOf), cursor: cursorOf(next), isLast: next === undefined, isErasing }
  })

  app.delete('/users/:user/data', { schema: erase }, async (request, reply) => {
    const user = personIn(request)
    // A token that may do only a part of what its user may must not end all of it.
    requireScope(request.user, 'links')
    const asked = { ...request.query, user, by: request.user.jid }
    const { at } = await request.run({ lookup: erasureRequestLookup(user) }, turn => beginErasure(turn, asked))
    return reply.code(202).send({ data: { jid: user, isErasing: true, since: isoText(at) } })
  })
}

/** The prepared bare JID of the person in the path. Throws `bad-request`. */
function personIn({ params, user }: Pick<FastifyRequest, 'user'> & { params: Static<typeof ofOne> }): string {
  if (params.user === 'me') return user.jid
  const jid = parseBareJid(params.user)
  if (jid) return jid.bare
  throw new RequestError('bad-request', {
    details: [{ param: 'user', msg: `must be ${EXPECTED}`, value: params.user }],
  })
}

/** A place as it is in a URL. */
function cursorOf(place: Place | undefined): string {
  return Buffer.from(placeText(place)).toString('base64url')
}

/** Throws `bad-request` for a text that no page has given. */
function placeOf(cursor: string): Place | undefined {
  const place = placeIn(Buffer.from(cursor, 'base64url').toString())
  if (place || cursor === '') return place
  throw new RequestError('bad-request', { details: [{ param: 'after', msg: 'must be the cursor of a page' }] })
}

/** The names of facts that are stored as JSON. */
const AS_JSON = new Set(['answers', 'details', 'failing', 'hats', 'profile', 'terms'])

function viewOf({ kind, facts }: PersonalFact) {
  return { kind, facts: Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, shown(name, value)])) }
}

function shown(name: string, value: string | number | null): unknown {
  if (typeof value === 'number' && isTime(name)) return isoText(value)
  return typeof value === 'string' && value !== '' && AS_JSON.has(name) ? JSON.parse(value) : value
}

function isTime(name: string): boolean {
  return name === 'at' || name === 'since' || name === 'until' || name.endsWith('At')
}
