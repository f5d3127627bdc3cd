import type { FastifySchema } from 'fastify'
import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import { inviteAddress } from '../../invites/vouch/invite-address.js'
import { invitedAddress } from '../../invites/vouch/invited-address.js'
import { Refusal } from '../../rooms-api/refusal.js'
import type { Service } from '../../service/types.js'
import { StanzaError, TooOften } from '../../stanza/error.js'
import { RequestError } from '../errors/request-error.js'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { acceptOwnForms, fieldOf } from './forms.js'
import { NO_INVITATION_PAGE } from './invitation-page.js'
import { closedPage, sentPage, wrongAddressPage } from './invite-pages.js'
import { PAGE_HEADERS } from './page.js'

type Options = { readonly service: Service; readonly limits: HttpLimits; readonly publicUrl: string }
type Answer = { readonly status: number; readonly page: string }

const hidden: FastifySchema = { hide: true }

/** Takes the form "I have an XMPP address" of the page of a link, with the field `address`, and answers with a page. */
export function serveInviteForm(app: TypedApp, options: Options): void {
  acceptOwnForms(app, options)
  app.post<{ Params: { openInviteId: string } }>(
    '/:openInviteId/invite',
    { schema: hidden },
    async (request, reply) => {
      const { ip, params, body } = request
      const asked = { openInviteId: params.openInviteId, address: fieldOf(body, 'address'), ip }
      const { status, page } = await invite(options, asked).catch(thrown => refused(thrown, params.openInviteId))
      return reply.code(status).headers(PAGE_HEADERS).send(page)
    },
  )
}

async function invite(options: Options, asked: InvitedByPage): Promise<Answer> {
  return { status: 200, page: sentPage(await sendInvitation(options, asked)) }
}

export type InvitedByPage = { readonly openInviteId: string; readonly address: string; readonly ip: string }

/**
 * Sends an invitation to the address that a person without a token has entered, and returns its bare JID. Rejects as
 * `invitedAddress` and `inviteAddress` do, and with `too-many-requests`.
 */
export async function sendInvitation(
  { service, limits }: Pick<Options, 'service' | 'limits'>,
  { openInviteId, address, ip }: InvitedByPage,
): Promise<string> {
  limits.countValidation(ip)
  const user = invitedAddress(address)
  limits.countInvitation(ip, user)
  await service.run({ openInvite: parseOpenInviteId(openInviteId) }, turn =>
    inviteAddress(turn, { openInviteId, user }),
  )
  return user
}

/** Other errors are rethrown, for the handler of the pages. */
function refused(thrown: unknown, openInviteId: string): Answer {
  const id = parseOpenInviteId(openInviteId) ?? ''
  if (thrown instanceof TooOften) throw new RequestError('too-many-requests', { retryAfter: thrown.seconds })
  const reason = thrown instanceof Refusal ? thrown.reason : undefined
  const isOff = thrown instanceof StanzaError && thrown.condition === 'not-allowed'
  if (!(thrown instanceof Refusal || isOff)) throw thrown
  if (reason === 'unknown-open-invite' || reason === 'no-room') return { status: 404, page: NO_INVITATION_PAGE }
  if (reason === 'malformed-address') return { status: 400, page: wrongAddressPage(thrown.message, id) }
  return { status: 403, page: closedPage(thrown.message, id) }
}
