import { type Static, Type } from '@sinclair/typebox'
import { type ArchivedMessage, messagesLookup, readMessages, START } from '../../../rooms-api/messages/read-messages.js'
import { type MessageLimits, repliedTo, sendMessage } from '../../../rooms-api/messages/send-message.js'
import { isoTime as isoText } from '../../../stanza/time.js'
import { withModelName } from '../../schema/model-name.js'
import { operation } from '../../schema/operation.js'
import { isoTime, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { roomOf, roomParam } from './parameters.js'

const ofRoom = Type.Object({ room: roomParam })
/** In characters: the history of a newcomer has no messages that are much longer. Our own decision. */
const LONGEST_BODY = 10_000
const LONGEST_ID = 100
/** Messages per page, as for XMPP clients. */
const MOST = 100

const archiveId = text({ minLength: 1, maxLength: LONGEST_ID })

const send = operation({
  id: 'sendMessage',
  scope: 'rooms',
  tag: 'Messages',
  summary: 'Send a message to a room',
  description:
    'As the caller, who has the rights of XMPP: voice in a moderated room. A caller who is in the room speaks as this ' +
    'occupant. A member who is not speaks by the reserved nick, or by the local part of the address.',
  params: ofRoom,
  body: Type.Object(
    {
      body: text({ minLength: 1, maxLength: LONGEST_BODY }),
      replyTo: Type.Optional({ ...archiveId, description: 'The id of the message that this one answers (XEP-0461)' }),
      messageId: Type.Optional({
        ...archiveId,
        description: 'The id of the stanza, by which clients correct or retract it; without it the service makes one',
      }),
    },
    jsonObject,
  ),
  result: Type.Object({
    data: Type.Object({
      id: Type.String({ description: 'The id that the room gave it: that of the archive' }),
      messageId: Type.String(),
      nick: Type.String({ description: 'Under which the occupants see it' }),
      at: isoTime,
    }),
  }),
  created: true,
  repeatable: true,
  refusals: ['not-allowed', 'archived', 'unknown-room', 'not-found', 'conflict'],
})

const messageView = withModelName(
  'message',
  Type.Object({
    id: Type.String(),
    at: isoTime,
    nick: Type.String({ description: 'Empty: the room itself' }),
    user: Type.Optional(Type.String({ description: 'The bare JID of the author, if the caller may see it' })),
    messageId: Type.Optional(Type.String({ description: 'The id that the client of the author gave it' })),
    body: Type.Optional(Type.String()),
    subject: Type.Optional(Type.String({ description: 'Without a body: the new subject of the room' })),
    replyTo: Type.Optional(Type.String({ description: 'The id of the message that it answers' })),
    retracts: Type.Optional(Type.String({ description: 'The id of the message that it retracts' })),
    replaces: Type.Optional(Type.String({ description: 'The messageId of the message that it corrects' })),
    isRetracted: Type.Boolean({ description: 'Its content is gone' }),
  }),
)

const read = operation({
  id: 'readMessages',
  scope: 'rooms',
  tag: 'Messages',
  summary: 'Read the archive of a room',
  description:
    'For those who may read it over XMPP (XEP-0313). Oldest first. Without after and before: the latest messages.',
  params: ofRoom,
  querystring: Type.Object({
    after: Type.Optional({
      ...archiveId,
      description: `The messages behind the one with this id; ${START}: from the first one on`,
    }),
    before: Type.Optional({ ...archiveId, description: 'The messages before the one with this id' }),
    limit: Type.Integer({ minimum: 1, maximum: MOST, default: 50, expected: `a whole number from 1 to ${MOST}` }),
  }),
  result: Type.Object({
    data: Type.Array(messageView),
    isComplete: Type.Boolean({ description: 'No message follows in the direction of the page' }),
  }),
  refusals: ['not-allowed', 'unknown-room', 'not-found'],
})

/** The messages of a room. */
export function messageRoutes(app: TypedApp, { messageLimits }: { messageLimits: MessageLimits }): void {
  app.post('/rooms/:room/messages', { schema: send }, async ({ params, body, run, user: { jid: by } }, reply) => {
    const { room, touches } = roomOf(params.room)
    const said = { room, by, ...body }
    reply.code(201)
    return run({ ...touches, fansOut: true, lookup: repliedTo(said) }, turn => {
      const { at, ...sent } = sendMessage(turn, said, messageLimits)
      return { data: { ...sent, at: isoText(at) } }
    })
  })

  app.get('/rooms/:room/messages', { schema: read }, async ({ params, query, run, user: { jid: reader } }) => {
    const { room, touches } = roomOf(params.room)
    return run({ ...touches, lookup: messagesLookup({ room, reader }, query) }, turn => {
      const { messages, isComplete } = readMessages(turn, { room, reader })
      return { data: messages.map(viewOfMessage), isComplete }
    })
  })
}

function viewOfMessage({ at, ...message }: ArchivedMessage): Static<typeof messageView> {
  return { ...message, at: isoText(at) }
}
