import type { RoomContext } from '../../muc/capability.js'
import type { Asked, Command } from '../../muc/command.js'
import { isRoomAdmin } from '../../muc/command-rights.js'
import type { InviteEvent, InviteEventKind, InviteStoryLookup } from '../../muc/invite-story.js'
import { choiceField, type Field, type SubmittedForm, textField } from '../../stanza/data-form.js'
import { dataTable } from '../../stanza/data-table.js'
import { isoTime } from '../../stanza/time.js'
import { LINK, linkOption, managedLinks, nameOf } from './links.js'

const LINK_STORY = 'urn:latchstring:command:link-story'
const WHAT = 'what'
const AFTER = 'after'
/** No `linkId` is like this. An empty value is none to some clients, which send its label instead. */
const ALL = 'all'
/** The entries of one answer. */
const PAGE = 100
const MOST_OPTIONS = 500

const WHATS = { joined: 'Who came in', all: 'All that happened' } as const

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
}

/** Who came through which link and when, and who did what with it; for admins and owners, the newest first. */
export const linkStory: Command<RoomContext> = {
  node: LINK_STORY,
  name: 'Who came through which link',
  mayRun: isRoomAdmin,
  form: asked => ({
    formType: LINK_STORY,
    title: `The story of the links to ${asked.room.record.jid}`,
    instructions: `Each answer has up to ${PAGE} entries, the newest first; those of links that are gone, too.`,
    fields: [
      linkChoice(asked),
      choiceField({ name: WHAT, label: 'What', value: 'joined' }, WHATS),
      textField(AFTER, 'How many of the newest entries to leave out', '0'),
    ],
  }),
  lookUp: ({ room }, form) => ({ inviteStory: storyLookup(room.record.id, form) }),
  run(asked, form) {
    // What is wrong with the form, the look-up could not say.
    const { offset } = storyLookup(asked.room.record.id, form)
    const { events = [], total = 0 } = asked.found.inviteStory ?? {}
    const { table, shown } = dataTable('Who came through which link', COLUMNS, rowsOf(asked, events))
    const end = offset + shown
    const more = end < total ? `; for more, leave out ${end}` : ''
    return { result: table, note: shown === 0 ? 'Nothing.' : `Entries ${offset + 1} to ${end} of ${total}${more}.` }
  },
}

const COLUMNS = [
  { name: 'at', label: 'When' },
  { name: 'label', label: 'Link' },
  { name: 'user', label: 'Who' },
  { name: 'event', label: 'What' },
  { name: 'by', label: 'By whom' },
  { name: 'link', label: 'Spoken of as' },
]

function rowsOf({ rooms, room }: Asked<RoomContext>, events: readonly InviteEvent[]): string[][] {
  const labels = new Map(rooms.openInvites.ofRoom(room.record.id).map(({ linkId, terms }) => [linkId, terms.label]))
  return events.map(({ at, linkId, user, by, event }) => {
    const name = nameOf(linkId, labels.get(linkId))
    const who = user || by
    return [isoTime(at), name, who, WORDS[event], who === by ? '' : by, linkId]
  })
}

/** Throws `not-acceptable` where the form makes no sense. */
function storyLookup(roomId: string, form: SubmittedForm): InviteStoryLookup {
  const linkId = form.says(LINK) && form.text(LINK) !== ALL ? form.text(LINK) : undefined
  const events = form.oneOf(WHAT, ['joined', 'all']) === 'all' ? undefined : (['used'] as const)
  return { roomId, linkId, events, offset: form.says(AFTER) ? (form.count(AFTER) ?? 0) : 0, limit: PAGE }
}

function linkChoice(asked: Asked<RoomContext>): Field {
  const links = managedLinks(asked).slice(-MOST_OPTIONS)
  const options = [{ value: ALL, label: 'All links' }, ...links.map(invite => linkOption(asked, invite))]
  return { name: LINK, type: 'list-single', label: 'The link', values: [ALL], options }
}
