import type { HttpLimits } from '../../limits.js'
import type { TypedApp } from '../../schema/typed-app.js'
import type { LinkPages } from '../link-pages.js'
import { clientHeaders } from './client-page.js'
import { signInPage } from './sign-in-page.js'

/**
 * Serves the page on which a person signs in with an account, and is then in the room of the link. The browser sends the
 * password to the users' server alone: the page has no form that could bring it here.
 */
export function serveSignIn(app: TypedApp, { limits, pages }: { limits: HttpLimits; pages: LinkPages }): void {
  const page = { schema: { hide: true }, config: { isPage: true } }
  app.get<{ Params: { openInviteId: string } }>('/:openInviteId/sign-in', page, async (request, reply) => {
    limits.countValidation(request.ip)
    const view = await pages.view(request)
    const signIn = view?.invitation.ways.signIn
    if (!signIn) return pages.sendNone(request, reply)
    const headers = clientHeaders({ socket: signIn.socket, forms: "'none'" })
    return reply.headers(headers).send(signInPage(view, signIn))
  })
}
