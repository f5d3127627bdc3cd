import type { Asked, Command } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { isRoomAdmin } from '../../muc/operations/command-rights.js'
import { titleOf } from '../../muc/operations/describe-room.js'
import { choiceField, type Field, type SubmittedForm, textField } from '../../stanza/data-form.js'
import type { LinkHistoryLookup } from '../link-history.js'
import { historyTable } from './history-table.js'
import { LINK, linkOption, MOST_OPTIONS, managedLinks } from './links.js'

const LINK_HISTORY = 'urn:latchstring:command:link-story'
const WHAT = 'what'
const AFTER = 'after'
/** Not a `linkId`. Not an empty value, since some clients send the label of an option with one. */
const ALL = 'all'
const PAGE = 100

const WHATS = { all: 'All events', joined: 'Joins' } as const

/** Lists the newest joins by links. For admins and owners. */
export const joinersCommand: Command<RoomContext> = {
  node: 'urn:latchstring:command:link-joiners',
  name: 'Who joined by which link',
  mayRun: isRoomAdmin,
  lookUp: ({ room }) => ({ linkHistory: { roomId: room.record.id, events: ['used'], offset: 0, limit: PAGE } }),
  run: asked => historyTable(asked, { title: 'Who joined by which link', offset: 0 }),
}

/** Shows all events of the links of the room or of one of them, also of revoked ones. For admins and owners. */
export const linkHistoryCommand: Command<RoomContext> = {
  node: LINK_HISTORY,
  name: 'Link history',
  mayRun: isRoomAdmin,
  form: asked => ({
    formType: LINK_HISTORY,
    title: `Link history of ${titleOf(asked.room)}`,
    instructions: `Each answer has up to ${PAGE} entries, the newest first, also of revoked links.`,
    fields: [
      linkChoice(asked),
      choiceField({ name: WHAT, label: 'Events', value: 'all' }, WHATS),
      textField(AFTER, 'How many of the newest entries to skip', '0'),
    ],
  }),
  lookUp: ({ room }, form) => ({ linkHistory: historyLookup(room.record.id, form) }),
  run(asked, form) {
    // A look-up cannot refuse a malformed form, so it is parsed again.
    const { offset } = historyLookup(asked.room.record.id, form)
    return historyTable(asked, { title: 'Link history', offset })
  },
}

/** Throws `not-acceptable` if a field is malformed. */
function historyLookup(roomId: string, form: SubmittedForm): LinkHistoryLookup {
  const linkId = form.says(LINK) && form.text(LINK) !== ALL ? form.text(LINK) : undefined
  const events = form.oneOf(WHAT, ['joined', 'all']) === 'joined' ? (['used'] as const) : undefined
  return { roomId, linkId, events, offset: form.says(AFTER) ? (form.count(AFTER) ?? 0) : 0, limit: PAGE }
}

function linkChoice(asked: Asked<RoomContext>): Field {
  const links = managedLinks(asked).slice(-MOST_OPTIONS)
  const options = [{ value: ALL, label: 'All links' }, ...links.map(({ invite }) => linkOption(asked, invite))]
  return { name: LINK, type: 'list-single', label: 'The link', values: [ALL], options }
}
