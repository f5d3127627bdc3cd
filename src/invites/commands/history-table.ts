import type { Asked, Completed } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { dataTable } from '../../stanza/data-table.js'
import { readableTime } from '../../stanza/time.js'
import type { InviteEvent, InviteEventKind } from '../link-history.js'
import { nameOf } from '../link-name.js'

const EVENT_TEXTS: Readonly<Record<InviteEventKind, string>> = {
  made: 'created the link',
  changed: 'changed the link',
  reset: 'gave the link a new id',
  bound: 'bound the link to the room',
  unbound: 'unbound the link from the room',
  revoked: 'revoked the link',
  asked: 'asked to join',
  used: 'joined',
  declined: 'was declined',
  removed: 'was removed with the link',
  bounced: 'could not be reached',
  sent: 'got an invitation by the page of the link',
}

const COLUMNS = [
  { name: 'at', label: 'When' },
  { name: 'label', label: 'Link' },
  { name: 'user', label: 'Who' },
  { name: 'event', label: 'What' },
  { name: 'by', label: 'By whom' },
  { name: 'link', label: 'Link id' },
]

/** The page of the link history that the look-up `linkHistory` found, as a table; `offset` newer entries precede it. */
export function historyTable(
  asked: Asked<RoomContext>,
  { title, offset }: { title: string; offset: number },
): Completed {
  const { events = [], total = 0 } = asked.found.linkHistory ?? {}
  const { table, shown } = dataTable(title, COLUMNS, rowsOf(asked, events))
  if (shown === 0) return { result: table, note: `Entries: none${total > 0 ? ` after the first ${total}` : ''}.` }
  const end = offset + shown
  const more = end < total ? `; for older ones, run "Link history" and skip the newest ${end}` : ''
  return { result: table, note: `Entries ${offset + 1} to ${end} of ${total}${more}.` }
}

function rowsOf({ openInvites, room }: Asked<RoomContext>, events: readonly InviteEvent[]): string[][] {
  const labels = new Map(openInvites.ofRoom(room.record.id).map(({ linkId, terms }) => [linkId, terms.label]))
  return events.map(({ at, linkId, user, by, event, name, through }) => {
    const person = user || by
    const who = name === undefined ? person : `${name}, a guest (${person})`
    const link = nameOf(linkId, labels.get(linkId))
    const actor = [...(person === by ? [] : [by]), ...(through === undefined ? [] : ['through', through])].join(' ')
    return [readableTime(at), link, who, EVENT_TEXTS[event], actor, linkId]
  })
}
