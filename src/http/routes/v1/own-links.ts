import { Type } from '@sinclair/typebox'
import type { OpenInvite } from '../../../invites/open-invite.js'
import type { Found } from '../../../muc/model/lookup.js'
import { operation } from '../../schema/operation.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkView, viewOfLink } from '../../views/link-view.js'
import { page, pageOf } from './parameters.js'

const listOwn = operation({
  id: 'listOwnLinks',
  scope: 'links',
  tag: 'Links',
  summary: "List the caller's links to all rooms",
  description: 'Oldest first, without links that are bound to no room.',
  querystring: Type.Object(page),
  result: Type.Object({ data: Type.Array(linkView), ...pageOf }),
})

/** The links of the caller to all rooms. Loads only the rooms of the requested page. */
export function ownLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.get('/links', { schema: listOwn }, async ({ query: { limit, offset }, run, user }) => {
    const onPage = (found: Found): OpenInvite[] => bound(found).slice(offset, offset + limit)
    const further = ({ found }: { found: Found }) => ({ loadIds: onPage(found).map(({ roomId }) => roomId) })
    return run({ lookup: { openInvitesOf: user.jid, further } }, ({ batch, rooms, found }) => {
      const data = onPage(found).flatMap(invite => {
        const room = rooms.byId(invite.roomId)
        return room ? [viewOfLink(invite, room, { at: batch.at, publicUrl })] : []
      })
      return { data, limit, offset, total: bound(found).length }
    })
  })
}

function bound({ openInvitesOf = [] }: Found): OpenInvite[] {
  return openInvitesOf.filter(({ roomId }) => roomId !== '')
}
