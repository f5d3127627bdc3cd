import type { Asked, Command } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { isRoomAdmin } from '../../muc/operations/command-rights.js'
import { choiceField, type Field, type SubmittedForm, textField } from '../../stanza/data-form.js'
import type { LinkHistoryLookup } from '../link-history.js'
import { historyTable } from './history-table.js'
import { LINK, linkOption, MOST_OPTIONS, managedLinks } from './links.js'

const LINK_STORY = 'urn:latchstring:command:link-story'
const WHAT = 'what'
const AFTER = 'after'
/** No `linkId` is like this. An empty value is none to some clients, which send its label instead. */
const ALL = 'all'
/** The entries of one answer. */
const PAGE = 100

const WHATS = { all: 'All that happened', joined: 'Who came in' } as const

/** Who came through which link and when, at once: the newest. For admins and owners. */
export const joinersCommand: Command<RoomContext> = {
  node: 'urn:latchstring:command:link-joiners',
  name: 'Who came through which link',
  mayRun: isRoomAdmin,
  lookUp: ({ room }) => ({ linkHistory: { roomId: room.record.id, events: ['used'], offset: 0, limit: PAGE } }),
  run: asked => historyTable(asked, { title: 'Who came through which link', offset: 0 }),
}

/** All that happened with the links, or with one of them, and who did what; those of links that are gone, too. */
export const linkHistoryCommand: Command<RoomContext> = {
  node: LINK_STORY,
  name: 'The story of the links',
  mayRun: isRoomAdmin,
  form: asked => ({
    formType: LINK_STORY,
    title: `The story of the links to ${asked.room.record.jid}`,
    instructions: `Each answer has up to ${PAGE} entries, the newest first; those of links that are gone, too.`,
    fields: [
      linkChoice(asked),
      choiceField({ name: WHAT, label: 'What', value: 'all' }, WHATS),
      textField(AFTER, 'How many of the newest entries to leave out', '0'),
    ],
  }),
  lookUp: ({ room }, form) => ({ linkHistory: historyLookup(room.record.id, form) }),
  run(asked, form) {
    // What is wrong with the form, the look-up could not say.
    const { offset } = historyLookup(asked.room.record.id, form)
    return historyTable(asked, { title: 'The story of the links', offset })
  },
}

/** Throws `not-acceptable` where the form makes no sense. */
function historyLookup(roomId: string, form: SubmittedForm): LinkHistoryLookup {
  const linkId = form.says(LINK) && form.text(LINK) !== ALL ? form.text(LINK) : undefined
  const events = form.oneOf(WHAT, ['joined', 'all']) === 'joined' ? (['used'] as const) : undefined
  return { roomId, linkId, events, offset: form.says(AFTER) ? (form.count(AFTER) ?? 0) : 0, limit: PAGE }
}

function linkChoice(asked: Asked<RoomContext>): Field {
  const links = managedLinks(asked).slice(-MOST_OPTIONS)
  const options = [{ value: ALL, label: 'All links' }, ...links.map(invite => linkOption(asked, invite))]
  return { name: LINK, type: 'list-single', label: 'The link', values: [ALL], options }
}
