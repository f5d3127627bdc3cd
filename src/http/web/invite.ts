import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import { inviteAddress } from '../../invites/vouch/invite-address.js'
import { invitedAddress } from '../../invites/vouch/invited-address.js'
import { Refusal } from '../../rooms-api/refusal.js'
import type { Service } from '../../service/types.js'
import { StanzaError, TooOften } from '../../stanza/error.js'
import { RequestError } from '../errors/request-error.js'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { fieldOf } from './forms.js'
import { isInvalidLink, type LinkPages } from './link-pages.js'
import { sentPage } from './page/sent-page.js'
import { PAGE_HEADERS } from './page.js'
import type { Texts } from './texts/shape.js'

type Options = { readonly service: Service; readonly limits: HttpLimits; readonly pages: LinkPages }

const options = { schema: { hide: true }, config: { isPage: true } }

/** Takes the form "I have an XMPP address" of the page of a link, with the field `address`, and answers with a page. */
export function serveInviteForm(app: TypedApp, { service, limits, pages }: Options): void {
  app.post<{ Params: { openInviteId: string } }>('/:openInviteId/invite', options, async (request, reply) => {
    const { ip, params, body } = request
    const address = fieldOf(body, 'address')
    try {
      const user = await sendInvitation({ service, limits }, { openInviteId: params.openInviteId, address, ip })
      const view = await pages.view(request)
      return view ? reply.headers(PAGE_HEADERS).send(sentPage(view, user)) : pages.sendNone(request, reply)
    } catch (thrown) {
      if (isInvalidLink(thrown)) return pages.sendNone(request, reply)
      const problem = addressProblem(thrown, pages.visit(request).texts)
      return pages.send(request, reply, { form: 'address', field: 'address', problem, entered: address })
    }
  })
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

/** What a refused invitation says at the form. Throws what is no refusal of the address or the link. */
function addressProblem(thrown: unknown, { link, address }: Texts): string {
  if (thrown instanceof TooOften) throw new RequestError('too-many-requests', { retryAfter: thrown.seconds })
  if (!(thrown instanceof StanzaError)) throw thrown
  const reason = thrown instanceof Refusal ? thrown.reason : thrown.condition
  if (reason === 'malformed-address') return address.wrong
  if (reason === 'locked' || reason === 'full') return link[reason]
  if (thrown instanceof Refusal || reason === 'not-allowed') return address.refused
  throw thrown
}
