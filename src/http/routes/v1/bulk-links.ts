import { type Static, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { makeLink } from '../../../invites/make.js'
import { payerOf } from '../../auth/acting.js'
import { RequestError } from '../../errors/request-error.js'
import { unknownKeysIn } from '../../errors/unknown-keys.js'
import { schemaProblems } from '../../errors/validation.js'
import type { HttpLimits } from '../../limits.js'
import { operation } from '../../schema/operation.js'
import { jsonObject } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkView, viewOfLink } from '../../views/link-view.js'
import { answerOf, bulkAnswer, itemList } from './bulk-answer.js'
import { requireScopeForGrant } from './link-scope.js'
import { requestedTerms, termsBody } from './link-terms.js'
import { inOwnRoom } from './own-room.js'
import { roomParam } from './parameters.js'

/** The most links of one list: they are made in one batch, so that a repeat makes no others. Our own decision. */
const MOST = 100
/** The longest terms times their links, in characters of JSON: what the answer repeats. Our own decision. */
const LONGEST = 256 * 1024

const make = operation({
  id: 'makeLinks',
  scope: 'links',
  tag: 'Links',
  summary: 'Create up to 100 links to a room',
  description:
    'As makeLink: `links` has the terms of each, or `count` links have the same `terms`. All of them are made at once, or, ' +
    'after a failure of the service, none. The answer has each of them in the order of the list.',
  params: Type.Object({ room: roomParam }),
  body: Type.Object(
    {
      links: Type.Optional(itemList(termsBody, { most: MOST, what: 'objects with the terms of a link' })),
      count: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MOST, expected: `a whole number from 1 to ${MOST}, without links` }),
      ),
      terms: Type.Optional(termsBody),
    },
    jsonObject,
  ),
  result: bulkAnswer(linkView),
  repeatable: true,
  refusals: ['not-allowed', 'unknown-room'],
})

/** Many links to a room. */
export function bulkLinkRoutes(app: TypedApp, options: { limits: HttpLimits; publicUrl: string }): void {
  const { limits, publicUrl } = options
  app.post('/rooms/:room/links/make', { schema: make }, async request => {
    const { params, body, user } = request
    const items = termsIn(body)
    const validate = request.compileValidationSchema(termsBody)
    limits.countUser(payerOf(user), items.length)
    return inOwnRoom(request, params, (turn, room) => {
      const view = { at: turn.batch.at, publicUrl }
      const made = (item: unknown) => {
        const terms = readTerms(item, validate)
        requireScopeForGrant(user, terms)
        return viewOfLink(
          makeLink(turn, room, { owner: user.jid, asked: requestedTerms(terms) }),
          room.record.jid,
          view,
        )
      }
      return { data: items.map(item => answerOf(turn, () => made(item))) }
    })
  })
}

/** The terms of each link. Throws `bad-request` unless there are either `links`, or `count` with or without `terms`. */
function termsIn({ links, count, terms }: Static<(typeof make)['body']>): readonly unknown[] {
  if (links && count === undefined && terms === undefined) return links
  if (links || count === undefined) throw malformed('links', 'must be there, or count with the terms of all')
  if (JSON.stringify(terms ?? {}).length * count > LONGEST) throw malformed('terms', 'are too long for so many links')
  return Array.from({ length: count }, () => terms ?? {})
}

/** The terms of one link, checked as those of `makeLink`. Throws `bad-request`. */
function readTerms(
  item: unknown,
  validate: ReturnType<FastifyRequest['compileValidationSchema']>,
): Static<typeof termsBody> {
  const isTerms = (value: unknown): value is Static<typeof termsBody> => validate(value)
  if (!isTerms(item)) throw new RequestError('bad-request', { details: schemaProblems(validate.errors, 'link') })
  const unknown = unknownKeysIn(item, Object.keys(termsBody.properties))
  if (unknown.length > 0) throw new RequestError('bad-request', { details: unknown })
  return item
}

function malformed(param: string, msg: string): RequestError {
  return new RequestError('bad-request', { details: [{ param, msg }] })
}
