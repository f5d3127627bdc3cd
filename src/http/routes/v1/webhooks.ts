import { randomBytes } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { EVENT_KINDS } from '../../../events/event.js'
import { MOST_ROOMS } from '../../../events/read-events.js'
import { isoTime as isoText } from '../../../stanza/time.js'
import type { Webhook } from '../../../webhooks/webhook.js'
import { changeWebhook, makeWebhook, ownWebhook, removeWebhook } from '../../../webhooks/webhooks.js'
import { RequestError } from '../../errors/request-error.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId, isoTime, jsonObject } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { bareJids } from './parameters.js'

/** In characters, without a resource (RFC 7622 §3.1). */
const LONGEST_JID = 2047
const AN_ADDRESS = 'an address with https, or http for one that the configuration allows, without a password'

const url = Type.String({
  maxLength: 2000,
  pattern: '^https?://[^\\s@]+$',
  format: 'uri',
  expected: AN_ADDRESS,
})
const rooms = Type.Array(Type.String({ minLength: 1, maxLength: LONGEST_JID }), {
  maxItems: MOST_ROOMS,
  expected: `bare JIDs of rooms, at most ${MOST_ROOMS}`,
  description: 'Only of these rooms; none: of all rooms that the owner owns or administers',
})
const kinds = Type.Array(choice(EVENT_KINDS), { uniqueItems: true, description: 'Only these; none: all' })
const secret = Type.String({
  pattern: '^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  expected: 'whsec_ and 24 to 64 bytes as base64',
  description: 'The key of the signatures (Standard Webhooks)',
})

const fields = {
  webhookId: hexId,
  url: Type.String(),
  rooms: Type.Array(Type.String()),
  kinds: Type.Array(choice(EVENT_KINDS)),
  madeAt: isoTime,
  isPaused: Type.Boolean({ description: 'Nothing is posted' }),
  cursor: Type.String({ description: 'The last event that the receiver has' }),
  failure: Type.Union([Type.Object({ since: isoTime, attempts: Type.Integer(), reason: Type.String() }), Type.Null()], {
    description: 'Why the next event is not taken; null: all is well',
  }),
}
const view = Type.Object(fields)
const one = Type.Object({ data: view })
const ofOne = Type.Object({ webhookId: hexId })

const make = operation({
  id: 'makeWebhook',
  scope: 'rooms',
  tag: 'Events',
  summary: 'Have events posted to an address',
  description:
    'In their order, each until the receiver answers with a status from 200 to 299, and signed by ' +
    '[Standard Webhooks](https://www.standardwebhooks.com). Only this answer contains a secret that was made.',
  body: Type.Object(
    { url, rooms: Type.Optional(rooms), kinds: Type.Optional(kinds), secret: Type.Optional(secret) },
    jsonObject,
  ),
  result: Type.Object({ data: Type.Object({ ...fields, secret }) }),
  repeatable: true,
  refusals: ['not-allowed', 'quota-reached'],
})

const list = operation({
  id: 'listWebhooks',
  scope: 'rooms',
  tag: 'Events',
  summary: 'List your webhooks',
  result: Type.Object({ data: Type.Array(view) }),
})

const read = operation({
  id: 'readWebhook',
  scope: 'rooms',
  tag: 'Events',
  summary: 'Read a webhook',
  params: ofOne,
  result: one,
  refusals: ['not-found'],
})

const change = operation({
  id: 'changeWebhook',
  scope: 'rooms',
  tag: 'Events',
  summary: 'Change a webhook; pause or resume it',
  description: 'It goes on behind the last event that the receiver has, at once.',
  params: ofOne,
  body: Type.Object(
    {
      url: Type.Optional(url),
      rooms: Type.Optional(rooms),
      kinds: Type.Optional(kinds),
      isPaused: Type.Optional(Type.Boolean()),
    },
    jsonObject,
  ),
  result: one,
  refusals: ['not-found'],
})

const remove = operation({
  id: 'removeWebhook',
  scope: 'rooms',
  tag: 'Events',
  summary: 'Remove a webhook',
  params: ofOne,
  result: Type.Object({ data: Type.Object({ webhookId: hexId }) }),
  refusals: ['not-found'],
})

/** The webhooks of the caller. */
export function webhookRoutes(app: TypedApp): void {
  app.post('/webhooks', { schema: make }, async ({ body, user, run }) => {
    const { url, secret = `whsec_${randomBytes(32).toString('base64')}` } = body
    requireUrl(url)
    const terms = { url, rooms: bareJids(body.rooms ?? []), kinds: body.kinds ?? [], secret }
    const asAdmin = user.scopes.includes('admin')
    const lookup = { webhooksOf: user.jid, latestEvent: true } as const
    return run({ lookup }, turn => {
      return { data: { ...viewOf(makeWebhook(turn, { ...terms, owner: user.jid, asAdmin })), secret } }
    })
  })

  app.get('/webhooks', { schema: list }, async ({ user, run }) => {
    return run({ lookup: { webhooksOf: user.jid } }, ({ found }) => ({ data: (found.webhooksOf ?? []).map(viewOf) }))
  })

  app.get('/webhooks/:webhookId', { schema: read }, async request => {
    return { data: await inOwn(request, (_turn, webhook) => viewOf(webhook)) }
  })

  app.patch('/webhooks/:webhookId', { schema: change }, async request => {
    const { rooms, ...others } = request.body
    if (others.url !== undefined) requireUrl(others.url)
    const terms = { ...others, ...(rooms && { rooms: bareJids(rooms) }) }
    return { data: await inOwn(request, (turn, webhook) => viewOf(changeWebhook(turn, webhook, terms))) }
  })

  app.delete('/webhooks/:webhookId', { schema: remove }, async request => {
    await inOwn(request, removeWebhook)
    return { data: { webhookId: request.params.webhookId } }
  })
}

type OfOne = Pick<FastifyRequest, 'user' | 'run'> & { readonly params: Static<typeof ofOne> }
type Turn = Parameters<Parameters<FastifyRequest['run']>[1]>[0]

/** Runs `work` on a webhook of the caller, in one turn. */
function inOwn<Result>({ params, user, run }: OfOne, work: (turn: Turn, webhook: Webhook) => Result): Promise<Result> {
  return run({ lookup: { webhook: params.webhookId } }, turn => work(turn, ownWebhook(turn, user.jid)))
}

/** Throws `bad-request` for what no pattern tells, such as a port above 65535: nothing could ever be posted to it. */
function requireUrl(url: string): void {
  if (URL.canParse(url)) return
  throw new RequestError('bad-request', { details: [{ param: 'url', msg: `must be ${AN_ADDRESS}` }] })
}

function viewOf({ id, url, rooms, kinds, madeAt, isPaused, position, failing }: Webhook): Static<typeof view> {
  return {
    ...{ webhookId: id, url, rooms: [...rooms], kinds: [...kinds], isPaused },
    madeAt: isoText(madeAt),
    cursor: String(position),
    failure: failing ? { ...failing, since: isoText(failing.since) } : null,
  }
}
