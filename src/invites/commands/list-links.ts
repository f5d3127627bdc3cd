import type { Command, Completed } from '../../muc/command.js'
import type { Context, RoomContext } from '../../muc/context.js'
import { dataTable } from '../../stanza/data-table.js'
import { linkUrl } from '../notify-owner.js'
import type { OpenInvite } from '../open-invite.js'
import { endOf, hasLinks, managedLinks, stateOf } from './links.js'

export const LINKS = 'urn:latchstring:command:links'

const COLUMNS = [
  { name: 'label', label: 'Label' },
  { name: 'url', label: 'Link' },
  { name: 'uses', label: 'Uses' },
  { name: 'maxuses', label: 'At most' },
  { name: 'expires', label: 'Expires' },
  { name: 'state', label: 'State' },
  { name: 'grants', label: 'Gives' },
  { name: 'admission', label: 'Lets in' },
  { name: 'owner', label: 'Owner' },
  { name: 'link', label: 'Spoken of as' },
]

/** Lists the links of the room: to its admins and owners all, to a member their own. */
export const listLinks: Command<RoomContext> = {
  node: LINKS,
  name: 'List the links to this room',
  mayRun: hasLinks,
  run: asked => linkTable(asked, { title: `Links to ${asked.room.record.jid}`, links: managedLinks(asked) }),
}

/** Lists links to who may have them; `roomOf` says to which room each leads, where that is not clear. */
export function linkTable(
  context: Context,
  { title, links, roomOf }: { title: string; links: readonly OpenInvite[]; roomOf?: (link: OpenInvite) => string },
): Completed {
  const columns = roomOf ? [{ name: 'room', label: 'Room' }, ...COLUMNS] : COLUMNS
  const rows = links.map(invite => [...(roomOf ? [roomOf(invite)] : []), ...rowOf(context, invite)])
  const { table, shown } = dataTable(title, columns, rows)
  const cut = shown < links.length ? `; the first ${shown} are listed` : ''
  return { result: table, note: `Links: ${links.length}${cut}.` }
}

function rowOf(context: Context, invite: OpenInvite): string[] {
  const { label, maxUses, grants, admission } = invite.terms
  const most = maxUses === 0 ? '' : String(maxUses)
  const state = stateOf(context, invite)
  const url = linkUrl(context, invite.id)
  return [label, url, String(invite.uses), most, endOf(invite), state, grants, admission, invite.owner, invite.linkId]
}
