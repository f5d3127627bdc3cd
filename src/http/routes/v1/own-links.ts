import { Type } from '@sinclair/typebox'
import { ownLinks } from '../../../invites/managed-link.js'
import type { Context } from '../../../muc/context.js'
import { operation } from '../../schema/operation.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkView, viewOfLink } from '../../views/link-view.js'
import { mayGiveRights, maySeeId } from './link-scope.js'
import { page, pageOf } from './parameters.js'

const listOwn = operation({
  id: 'listOwnLinks',
  scope: 'links',
  tag: 'Links',
  summary: "List the caller's links to all rooms",
  description:
    'Oldest first, without links that are bound to no room, and those that the caller may not manage any more.',
  querystring: Type.Object(page),
  result: Type.Object({ data: Type.Array(linkView), ...pageOf }),
})

/** The links of the caller to all rooms. Loads no rooms. */
export function ownLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.get('/links', { schema: listOwn }, async ({ query: { limit, offset }, run, user }) => {
    const page = { owner: user.jid, isBound: true, withModerators: mayGiveRights(user), limit, offset }
    const further = ({ settings }: Pick<Context, 'settings'>) => ({
      ownLinks: { ...page, isAdmin: settings.admins.has(user.jid), isNewestFirst: false },
    })
    return run({ lookup: { further } }, turn => {
      const view = { at: turn.batch.at, publicUrl }
      const { links = [], total = 0 } = turn.found.ownLinks ?? {}
      const shown = ownLinks(turn, links).filter(({ link }) => maySeeId(user, link))
      return { data: shown.map(({ link, room }) => viewOfLink(link, room, view)), limit, offset, total }
    })
  })
}
