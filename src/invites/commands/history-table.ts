import type { Asked, Completed } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { dataTable } from '../../stanza/data-table.js'
import { isoTime } from '../../stanza/time.js'
import type { InviteEvent, InviteEventKind } from '../link-history.js'
import { nameOf } from './links.js'

const WORDS: Readonly<Record<InviteEventKind, string>> = {
  made: 'made the link',
  changed: 'changed the link',
  reset: 'gave the link a new id',
  bound: 'bound the link to the room',
  unbound: 'took the link from the room',
  revoked: 'revoked the link',
  asked: 'asked to be let in',
  used: 'came in',
  declined: 'was turned down',
  removed: 'was removed with the link',
  bounced: 'could not be reached',
}

const COLUMNS = [
  { name: 'at', label: 'When' },
  { name: 'label', label: 'Link' },
  { name: 'user', label: 'Who' },
  { name: 'event', label: 'What' },
  { name: 'by', label: 'By whom' },
  { name: 'link', label: 'Spoken of as' },
]

/** The part of the story that was looked up, and where it is in the whole: `offset` newer entries were left out. */
export function historyTable(
  asked: Asked<RoomContext>,
  { title, offset }: { title: string; offset: number },
): Completed {
  const { events = [], total = 0 } = asked.found.linkHistory ?? {}
  const { table, shown } = dataTable(title, COLUMNS, rowsOf(asked, events))
  if (shown === 0) return { result: table, note: `Entries: none${total > 0 ? ` after the first ${total}` : ''}.` }
  const end = offset + shown
  const more = end < total ? `; for more, ask for the story of the links and leave out ${end}` : ''
  return { result: table, note: `Entries ${offset + 1} to ${end} of ${total}${more}.` }
}

function rowsOf({ openInvites, room }: Asked<RoomContext>, events: readonly InviteEvent[]): string[][] {
  const labels = new Map(openInvites.ofRoom(room.record.id).map(({ linkId, terms }) => [linkId, terms.label]))
  return events.map(({ at, linkId, user, by, event }) => {
    const who = user || by
    return [isoTime(at), nameOf(linkId, labels.get(linkId)), who, WORDS[event], who === by ? '' : by, linkId]
  })
}
