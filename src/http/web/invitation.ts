import type { FastifySchema } from 'fastify'
import { admissionNow } from '../../invites/admission.js'
import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import { previewLink } from '../../invites/preview.js'
import { Refusal } from '../../rooms-api/refusal.js'
import type { Service, ServiceContext } from '../../service/types.js'
import { RequestError } from '../errors/request-error.js'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { type Invitation, invitationPage, NO_INVITATION_PAGE, TOO_MANY_PAGE } from './invitation-page.js'
import { serveInviteForm } from './invite.js'
import { PAGE_HEADERS } from './page.js'
import { isByBrowser, sendStartPage } from './site-pages.js'

const hidden: FastifySchema = { hide: true }

/**
 * Serves the page of a link at the id of its open invite. Every invalid link gets the same page, with the status 404, so
 * that it reveals nothing.
 */
export function serveInvitations(
  app: TypedApp,
  options: { service: Service; limits: HttpLimits; publicUrl: string },
): void {
  const { service, limits } = options
  answerTooMany(app)
  serveInviteForm(app, options)
  app.get('/', { schema: hidden }, async (request, reply) => {
    if (!isByBrowser(request)) throw new RequestError('unknown-route')
    return sendStartPage(reply)
  })
  // Mail programs and people add a slash, and `parseOpenInviteId` accepts other characters around the id.
  for (const path of ['/:openInviteId', '/:openInviteId/']) {
    app.get<{ Params: { openInviteId: string } }>(path, { schema: hidden }, async ({ ip, params }, reply) => {
      limits.countValidation(ip)
      const invitation = await invitationFor(service, params.openInviteId)
      const [status, body] = invitation
        ? ([200, invitationPage(invitation)] as const)
        : ([404, NO_INVITATION_PAGE] as const)
      return reply.code(status).headers(PAGE_HEADERS).send(body)
    })
  }
}

/** Answers `too-many-requests` with a page. */
function answerTooMany(app: TypedApp): void {
  app.setErrorHandler((thrown, _request, reply) => {
    if (!(thrown instanceof RequestError) || thrown.retryAfter === undefined) throw thrown
    const headers = { ...PAGE_HEADERS, 'retry-after': String(thrown.retryAfter) }
    return reply.code(429).headers(headers).send(TOO_MANY_PAGE)
  })
}

async function invitationFor(service: Service, text: string): Promise<Invitation | undefined> {
  const id = parseOpenInviteId(text)
  const touches = { openInvite: id, ...(id !== undefined && { lookup: { inviterBy: id } }) }
  try {
    return await service.run(touches, turn => invitationOf(turn, id ?? ''))
  } catch (thrown) {
    const isInvalid =
      thrown instanceof Refusal && (thrown.reason === 'unknown-open-invite' || thrown.reason === 'no-room')
    if (isInvalid) return undefined
    throw thrown
  }
}

function invitationOf(turn: ServiceContext, openInviteId: string): Invitation {
  const { preview, room } = previewLink(turn, openInviteId)
  const { roomName: name, roomTopic: topic, invitingFirstName, invitingLastName } = preview
  const inviter = `${invitingFirstName} ${invitingLastName}`.trim()
  return { openInviteId, room: room.record.jid, name, topic, inviter, entry: admissionNow(turn, openInviteId) }
}
