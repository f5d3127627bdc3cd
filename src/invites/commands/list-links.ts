import type { Command, Completed } from '../../muc/command.js'
import type { Context, RoomContext } from '../../muc/context.js'
import { titleOf } from '../../muc/operations/describe-room.js'
import { dataTable } from '../../stanza/data-table.js'
import type { ManagedLink } from '../managed-link.js'
import { linkUrl } from '../notify-owner.js'
import { endText, hasLinks, managedLinks, stateText } from './links.js'

export const LINKS = 'urn:latchstring:command:links'

const COLUMNS = [
  { name: 'label', label: 'Label' },
  { name: 'url', label: 'Link' },
  { name: 'uses', label: 'Used by' },
  { name: 'maxuses', label: 'At most by' },
  { name: 'expires', label: 'Ends' },
  { name: 'state', label: 'State' },
  { name: 'grants', label: 'What joiners become' },
  { name: 'admission', label: 'How it admits people' },
  { name: 'guests', label: 'Guests' },
  { name: 'owner', label: 'Owner' },
  { name: 'link', label: 'Link id' },
]

/** Lists the links of the room: all of them for admins and owners, only their own for members. */
export const listLinks: Command<RoomContext> = {
  node: LINKS,
  name: 'List the links to this room',
  mayRun: hasLinks,
  run: asked => linkTable(asked, { title: `Links to ${titleOf(asked.room)}`, links: managedLinks(asked) }),
}

type Links = {
  readonly title: string
  readonly links: readonly ManagedLink[]
  /** The number of all links if these are only the first. */
  readonly total?: number | undefined
  /** Gives the bare JID of a link's room, for lists over several rooms. */
  readonly roomOf?: (link: ManagedLink) => string
}

/** The answer with a table of links. */
export function linkTable(context: Context, { title, links, total = links.length, roomOf }: Links): Completed {
  const columns = roomOf ? [{ name: 'room', label: 'Room' }, ...COLUMNS] : COLUMNS
  const rows = links.map(link => [...(roomOf ? [roomOf(link)] : []), ...rowOf(context, link)])
  const { table, shown } = dataTable(title, columns, rows)
  const cut = shown < total ? `; the first ${shown} are listed` : ''
  return { result: table, note: `Links: ${total}${cut}.` }
}

function rowOf(context: Context, link: ManagedLink): string[] {
  const { invite } = link
  const { label, maxUses, grants, admission, guests } = invite.terms
  const most = maxUses === 0 ? '' : String(maxUses)
  const state = stateText(context, invite)
  const url = linkUrl(context, link)
  return [
    label,
    url,
    String(invite.uses),
    most,
    endText(invite),
    state,
    grants,
    admission,
    guests,
    invite.owner,
    invite.linkId,
  ]
}
