import { Type } from '@sinclair/typebox'
import type { Found } from '../../../muc/lookup.js'
import type { OpenInvite } from '../../../muc/open-invite.js'
import { operation } from '../../schema/operation.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkView, viewOfLink } from '../../views/link-view.js'
import { page, pageOf } from './parameters.js'

const listOwn = operation({
  id: 'listOwnLinks',
  scope: 'links',
  tag: 'Links',
  summary: "List the caller's links, to whatever room",
  description: 'Oldest first. A link that is bound to no room is not among them.',
  querystring: Type.Object(page),
  result: Type.Object({ data: Type.Array(linkView), ...pageOf }),
})

/** The links of the caller, over all rooms: only the rooms of those that are shown are read. */
export function ownLinkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.get('/links', { schema: listOwn }, async ({ query: { limit, offset }, run, user }) => {
    const shown = (found: Found): OpenInvite[] => bound(found).slice(offset, offset + limit)
    const further = ({ found }: { found: Found }) => ({ loadIds: shown(found).map(({ roomId }) => roomId) })
    return run({ lookup: { openInvitesOf: user.jid, further } }, ({ batch, rooms, found }) => {
      const data = shown(found).flatMap(invite => {
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
