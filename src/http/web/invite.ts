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
import { isInvalidLink, type LinkPages } from './link-pages.js'
import { invitedPage } from './page/invited-page.js'
import { formHeaders } from './page.js'
import type { Texts } from './texts/shape.js'

type Options = { readonly service: Service; readonly limits: HttpLimits }

const hidden: FastifySchema = { hide: true }

/**
 * Serves the form "I have an XMPP address" of a link, with the field `address`. The answer is a page that says where to
 * look, or the form with what was wrong.
 */
export function serveInviteForm(app: TypedApp, { pages, ...options }: Options & { readonly pages: LinkPages }): void {
  const page = { schema: hidden, config: { isPage: true } }
  app.post<{ Params: { openInviteId: string } }>('/:openInviteId/invite', page, async (request, reply) => {
    // Before the link is looked at: the answer shows whether there is one.
    options.limits.countValidation(request.ip)
    const view = await pages.view(request)
    if (!view) return pages.sendNone(request, reply)
    const address = addressIn(request.body)
    try {
      const user = await sendInvitation(options, {
        openInviteId: view.invitation.openInviteId,
        address,
        ip: request.ip,
      })
      return reply.headers(formHeaders()).send(invitedPage(view, user))
    } catch (thrown) {
      if (isInvalidLink(thrown)) return pages.sendNone(request, reply)
      const problem = problemOf(thrown, view.visit.texts)
      return pages.send(request, reply, { form: 'address', field: 'address', problem, entered: address })
    }
  })
}

export type InvitedByPage = { readonly openInviteId: string; readonly address: string; readonly ip: string }

/**
 * Sends an invitation to the address that a person without a token has entered, and returns its bare JID. The caller counts
 * the look at the link. Rejects as `invitedAddress` and `inviteAddress` do, and with `too-many-requests`.
 */
export async function sendInvitation(
  { service, limits }: Options,
  { openInviteId, address, ip }: InvitedByPage,
): Promise<string> {
  const user = invitedAddress(address)
  const id = parseOpenInviteId(openInviteId)
  const touches = { openInvite: id, ...(id !== undefined && { lookup: { inviterBy: id } }) }
  await limits.guardInvitation({ address: ip, user }, () => {
    return service.run(touches, turn => inviteAddress(turn, { openInviteId, user }))
  })
  return user
}

function addressIn(body: unknown): string {
  const { address } = Object(body) as { readonly address?: unknown }
  return typeof address === 'string' ? address.trim() : ''
}

/** Throws what is no refusal of the address or the link, for the handler of the pages. */
function problemOf(thrown: unknown, { link, address }: Texts): string {
  if (thrown instanceof TooOften) throw new RequestError('too-many-requests', { retryAfter: thrown.seconds })
  if (!(thrown instanceof StanzaError)) throw thrown
  const reason = thrown instanceof Refusal ? thrown.reason : thrown.condition
  if (reason === 'malformed-address') return address.wrong
  if (reason === 'locked' || reason === 'full') return link[reason]
  if (thrown instanceof Refusal || reason === 'not-allowed') return address.refused
  throw thrown
}
