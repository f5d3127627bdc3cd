import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { followEvents } from '../../../event-feed/follow-events.js'
import type { NewEvents } from '../../../event-feed/new-events.js'
import { EVENT_KINDS, LONGEST_BODY, type StoredEvent } from '../../../events/event.js'
import { type EventPage, eventsLookup, MOST_ROOMS, type Reading, readEvents } from '../../../events/read-events.js'
import { Overload, StanzaError } from '../../../stanza/error.js'
import { isoTime as isoText } from '../../../stanza/time.js'
import { payerOf } from '../../auth/acting.js'
import type { User } from '../../auth/auth.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId, isoTime } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { Followers } from './followers.js'
import { bareJids } from './parameters.js'

/** In milliseconds: proxies close connections without traffic. */
const HEARTBEAT = 15_000
/** In milliseconds: the longest stream. Its reader comes again with a token, which may have lost its rights. Our own decision. */
const LONGEST_STREAM = 60 * 60 * 1000

const cursor = { pattern: '^[0-9]{1,15}$', expected: 'the cursor of an event or a page: digits' }

const eventView = Type.Object({
  id: Type.String({ description: 'Names the event: an app that sees it twice handles it once' }),
  cursor: Type.String({ description: 'Read on behind this event with `after`' }),
  kind: choice(EVENT_KINDS),
  at: isoTime,
  room: Type.String({ description: 'The bare JID of the room' }),
  by: Type.Union([Type.String(), Type.Null()], { description: 'The bare JID of the person; null: the service' }),
  through: Type.Optional(
    Type.String({ description: 'The bare JID of the service account that acted in the name of the person' }),
  ),
  details: Type.Object(
    {
      user: Type.Optional(Type.String({ description: 'The bare JID of the person or the guest whom it concerns' })),
      name: Type.Optional(Type.String({ description: 'The nick of the guest, the author or the occupant' })),
      from: Type.Optional(Type.String({ description: 'The affiliation before' })),
      to: Type.Optional(Type.String({ description: 'The affiliation now' })),
      link: Type.Optional({ ...hexId, description: 'The `linkId` of the link' }),
      keys: Type.Optional(Type.Array(Type.String(), { description: 'What has changed in the configuration' })),
      message: Type.Optional(Type.String({ description: 'The stanza id that the room gave to the message' })),
      clientId: Type.Optional(Type.String({ description: 'The id that its client gave to the message' })),
      body: Type.Optional(Type.String({ description: `At most ${LONGEST_BODY} characters of the text` })),
      replaces: Type.Optional(Type.String({ description: 'The `clientId` of the message that is corrected' })),
      retracts: Type.Optional(Type.String({ description: 'The `message` or the `clientId` that is retracted' })),
    },
    { description: 'Each key only where it applies' },
  ),
})

const query = Type.Object({
  room: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      maxItems: MOST_ROOMS,
      expected: `bare JIDs of rooms, at most ${MOST_ROOMS}`,
      description: 'Only of these rooms; without it of all rooms that the caller owns or administers',
    }),
  ),
  kind: Type.Optional(Type.Array(choice(EVENT_KINDS), { description: 'Only events of these kinds' })),
  after: Type.Optional(
    Type.String({ ...cursor, description: 'Only what happened later; 0 is all that is kept, none is from now on' }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, expected: 'a whole number from 1 to 1000' }),
  wait: Type.Integer({
    minimum: 0,
    maximum: 60,
    default: 0,
    expected: 'a whole number of seconds from 0 to 60',
    description: 'Waits so many seconds for an event if there is none',
  }),
})

const listEvents = operation({
  id: 'listEvents',
  scope: 'rooms',
  tag: 'Events',
  summary: 'Read or follow what happens in rooms',
  description:
    'Oldest first. With `Accept: text/event-stream` it does not end: server-sent events, whose `id` is the cursor; ' +
    '`Last-Event-ID` counts as `after`. Admins of the service read all rooms. An event is on the disk together with ' +
    'what it tells: none is lost, and none tells what did not happen.',
  querystring: query,
  headers: Type.Object({ 'last-event-id': Type.Optional(Type.String(cursor)) }),
  result: Type.Object({
    data: Type.Array(eventView),
    cursor: Type.String({ description: 'Read on with `after`' }),
    isLast: Type.Boolean({ description: 'Nothing more has happened yet' }),
  }),
  refusals: ['not-allowed', 'too-many-followers'],
})

type Request = Pick<FastifyRequest, 'user' | 'run'> & { readonly query: Static<typeof query> }

/** What happens in the rooms of the caller, as pages, by long poll, and as a stream. */
export function eventRoutes(app: TypedApp, { newEvents }: { newEvents: NewEvents }): void {
  const followers = new Followers()
  app.addHook('preClose', async () => followers.stop())
  app.get('/events', { schema: listEvents }, async (request, reply) => {
    const { after: asked, limit, wait } = request.query
    const after = positionOf(request.headers['last-event-id'] ?? asked)
    const isStream = request.headers.accept?.includes('text/event-stream') ?? false
    if (!isStream && wait === 0) return viewOfPage(await readPage(request, { after, most: limit }))
    const { signal, end } = followers.begin(payerOf(request.user))
    const timer = isStream ? setTimeout(end, longestFor(request.user, Date.now())) : undefined
    whenOver({ socket: request.raw.socket, answer: reply.raw }, () => {
      clearTimeout(timer)
      end()
    })
    const beat = isStream ? HEARTBEAT : wait * 1000
    const read = (from: number | undefined) => readPage(request, { after: from, most: limit })
    const source = { read, newEvents, signal, beat }
    if (!isStream) return viewOfPage(await firstOf(followEvents(after, source)))
    // What refuses the reader is answered before the stream begins.
    const { cursor: now } = await read(undefined)
    return sendStream(reply, Readable.from(textsOf(followEvents(after ?? now, source))))
  })
}

/** How long a stream may last, in milliseconds; `now` is in milliseconds since 1970. */
function longestFor({ expiresAt = Number.POSITIVE_INFINITY }: Pick<User, 'expiresAt'>, now: number): number {
  return Math.max(0, Math.min(LONGEST_STREAM, expiresAt - now))
}

/**
 * Calls `end` when the answer is sent or its connection is closed, which may have happened already: the token was checked
 * before. An answer that waits behind another one of its connection does not tell that this is closed.
 */
function whenOver({ socket, answer }: { socket: Socket; answer: ServerResponse }, end: () => void): void {
  if (socket.destroyed) return end()
  socket.once('close', end)
  answer.once('close', () => {
    socket.off('close', end)
    end()
  })
}

/** Sends server-sent events. Fastify would serialise what a handler returns as the page of the schema. */
function sendStream(reply: FastifyReply, texts: Readable): FastifyReply {
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
  reply.raw.setHeader('content-type', 'text/event-stream')
  // Nginx would gather the events otherwise.
  reply.raw.setHeader('x-accel-buffering', 'no')
  // A receiver that goes away ends the stream, which is no fault.
  pipeline(texts, reply.raw, () => undefined)
  return reply
}

/** Reads in one turn, with the rights of the caller at this moment: a token of this service may be revoked meanwhile. */
function readPage({ query, user, run }: Request, page: Pick<Reading, 'after' | 'most'>): Promise<EventPage> {
  const { room, kind: kinds } = query
  const rooms = room && bareJids(room)
  const reading = { reader: user.jid, isAdmin: user.scopes.includes('admin'), rooms, kinds, ...page }
  const lookup = { ...eventsLookup(reading), ...(user.token && { apiToken: user.token.id }) }
  return run({ lookup }, turn => {
    if (user.token && !turn.found.apiToken) throw new StanzaError('forbidden', 'Your token has been revoked.')
    return readEvents(turn, reading)
  })
}

/** The first page, which is empty after the wait and when the service stops. */
async function firstOf(pages: AsyncGenerator<EventPage>): Promise<EventPage> {
  for await (const page of pages) return page
  throw new Overload()
}

/** The pages as server-sent events (HTML Standard §9.2.5); an empty one as a comment. */
async function* textsOf(pages: AsyncGenerator<EventPage>): AsyncGenerator<string> {
  yield ':\n\n'
  for await (const { events } of pages) yield events.map(textOf).join('') || ':\n\n'
}

function textOf(event: StoredEvent): string {
  return `id: ${event.position}\nevent: ${event.kind}\ndata: ${JSON.stringify(viewOfEvent(event))}\n\n`
}

function viewOfPage({ events, cursor, isLast }: EventPage): Static<(typeof listEvents.response)[200]> {
  return { data: events.map(viewOfEvent), cursor: String(cursor), isLast }
}

function viewOfEvent({ position, id, kind, at, room, by, through, details }: StoredEvent): Static<typeof eventView> {
  const { keys, ...others } = details
  return {
    ...{
      id,
      cursor: String(position),
      kind,
      at: isoText(at),
      room,
      by: by || null,
      ...(through !== undefined && { through }),
    },
    details: { ...others, ...(keys && { keys: [...keys] }) },
  }
}

function positionOf(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(cursor)
}
