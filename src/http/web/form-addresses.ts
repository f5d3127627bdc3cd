import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import type { TypedApp } from '../schema/typed-app.js'
import type { LinkPages } from './link-pages.js'
import { type Site, visitOf } from './visit.js'

/** What the forms of a link are sent to. */
const FORMS = ['enter', 'leave', 'invite', 'account']

/**
 * Brings a visitor who opens the address of a form to the page of the link. The browser shows this address after a form
 * with a mistake, and opens it again where the visitor bookmarks it, shares it, or presses Enter in the address bar.
 */
export function serveFormAddresses(app: TypedApp, { site, pages }: { site: Site; pages: LinkPages }): void {
  const page = { schema: { hide: true }, config: { isPage: true } }
  for (const form of FORMS) {
    app.get<{ Params: { openInviteId: string } }>(`/:openInviteId/${form}`, page, async (request, reply) => {
      const id = parseOpenInviteId(request.params.openInviteId)
      if (id === undefined) return pages.sendNone(request, reply)
      return reply.redirect(`${site.base}/${id}${visitOf(site, request).query}`, 303)
    })
  }
}
