import { Type } from '@sinclair/typebox'
import { linkOfRoom } from '../../invites/room-link.js'
import { operation } from '../schema/operation.js'
import { choice, hexId } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { linkWith, publicLinkView } from '../views/public-link.js'
import { withinScope } from './v1/link-scope.js'

const readLink = operation({
  id: 'getRoomIdPublicLinks',
  tag: 'Rooms',
  scope: 'links',
  summary: 'Read the link of a room',
  description:
    'For its moderators: the own link of the caller, else the link of the creator of the room, else the oldest one, of those that the caller may manage. With ' +
    'emailContent, the answer has the texts of an e-mail, in English.',
  params: Type.Object({ roomId: hexId }),
  querystring: Type.Object({
    emailContent: choice(['true', 'false'], { default: 'false' }),
    language: Type.Optional(
      Type.String({
        maxLength: 35,
        expected: 'a language such as en',
        description: 'A language without texts gets English',
      }),
    ),
  }),
  result: Type.Object({
    data: linkWith({
      emailContent: Type.Optional(
        Type.Object({ language: choice(['en']), subject: Type.String(), body: Type.String() }),
      ),
    }),
  }),
  refusals: ['not-allowed', 'unknown-room', 'unknown-link', 'closed'],
})

/** The link of a room, for its moderators. `publicUrl`: without a slash at the end. */
export function roomLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.get('/rooms/:roomId/public-links', { schema: readLink }, async ({ params: { roomId }, query, run, user }) => {
    return run({ roomId }, turn => {
      const { link: found, room } = linkOfRoom(turn, { roomId, by: user.jid })
      const link = publicLinkView(withinScope(user, found), publicUrl)
      const { name } = room.record.config
      if (query.emailContent === 'false') return { data: link }
      return { data: { ...link, emailContent: emailOf({ inviter: user.name, room: name, url: link.invitationURL }) } }
    })
  })
}

function emailOf({ inviter, room, url }: { inviter: string; room: string; url: string }) {
  const where = room === '' ? 'a room' : `the room "${room}"`
  return {
    language: 'en' as const,
    subject: `${inviter} invites you to join ${where}`,
    body: `${inviter} invites you to join ${where}. Open this link to get in:\n\n${url}\n`,
  }
}
