import { Type } from '@sinclair/typebox'
import { type OwnLink, ownLinks } from '../../../invites/managed-link.js'
import type { Context } from '../../../muc/context.js'
import { operation } from '../../schema/operation.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkView, viewOfLink } from '../../views/link-view.js'
import { anyPage, anyPageOf, pageBy } from './cursor.js'
import { mayGiveRights, maySeeId } from './link-scope.js'

const listOwn = operation({
  id: 'listOwnLinks',
  scope: 'links',
  tag: 'Links',
  summary: "List the caller's links to all rooms",
  description:
    'Oldest first, without links that are bound to no room, and those that the caller may not manage any more.',
  querystring: Type.Object(anyPage),
  result: Type.Object({ data: Type.Array(linkView), ...anyPageOf }),
})

/** The links of the caller to all rooms. Loads no rooms. */
export function ownLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.get('/links', { schema: listOwn }, async ({ query, run, user }) => {
    const page = pageBy<OwnLink>('own-links', query, ({ invite }) => ({ at: invite.createdAt, key: invite.linkId }))
    const { limit, offset } = query
    const part = {
      owner: user.jid,
      isBound: true,
      withModerators: mayGiveRights(user),
      limit: limit + 1,
      offset,
      after: page.start,
    }
    const further = ({ settings }: Pick<Context, 'settings'>) => ({
      ownLinks: { ...part, isAdmin: settings.admins.has(user.jid), isNewestFirst: false },
    })
    return run({ lookup: { further } }, turn => {
      const view = { at: turn.batch.at, publicUrl }
      const { links = [], total } = turn.found.ownLinks ?? {}
      const { shown, keys } = page.ofRest(links, total)
      const seen = ownLinks(turn, shown).filter(({ link }) => maySeeId(user, link))
      return { data: seen.map(({ link, room }) => viewOfLink(link, room, view)), ...keys }
    })
  })
}
