import type { Field, SubmittedForm, TitledForm } from '../../../stanza/data-form.js'
import type { Command } from '../../command.js'
import type { Context, RoomContext } from '../../context.js'
import type { AffiliationItem } from '../../operations/admin-item.js'
import { isRoomAdmin, isServiceAdmin, namedRoom } from '../../operations/command-rights.js'
import { changeAll } from './change-all.js'

const NODE = 'urn:latchstring:command:set-affiliation'
const ROOM = 'room'
const PERSON = 'jid'
const AFFILIATION = 'affiliation'
const REASON = 'reason'
const OFFERED = ['none', 'member', 'admin', 'owner', 'outcast'] as const
/** In characters. */
const LONGEST_REASON = 1000

const ROOM_FIELD: Field = { name: ROOM, type: 'jid-single', label: 'The room', values: [], required: true }
const FIELDS: readonly Field[] = [
  { name: PERSON, type: 'jid-single', label: 'The person', values: [], required: true },
  {
    name: AFFILIATION,
    type: 'list-single',
    label: 'New affiliation',
    values: ['member'],
    options: OFFERED.map(value => ({ value, label: value === 'outcast' ? 'outcast (banned)' : value })),
    required: true,
  },
  { name: REASON, type: 'text-single', label: 'Reason', values: [] },
]

/** Admins and owners set an affiliation, by the same rules as with muc#admin (XEP-0045 §9, §10). */
export const setInThisRoom: Command<RoomContext> = {
  node: NODE,
  name: 'Set an affiliation',
  mayRun: isRoomAdmin,
  form: () => affiliationForm(FIELDS),
  run(context, form) {
    changeAll(context, [itemOf(form)])
    return { note: 'The affiliation is set.' }
  },
}

/** Admins of the service have the rights of an owner in every room. */
export const setInRoom: Command<Context> = {
  node: NODE,
  name: 'Set an affiliation in a room',
  mayRun: isServiceAdmin,
  form: () => affiliationForm([ROOM_FIELD, ...FIELDS]),
  lookUp: (_context, form) => ({ load: [form.address(ROOM) ?? ''] }),
  run(context, form) {
    const room = namedRoom(context, form.address(ROOM) ?? '')
    changeAll({ ...context, room }, [itemOf(form)])
    return { note: 'The affiliation is set.' }
  },
}

function affiliationForm(fields: readonly Field[]): TitledForm {
  const instructions =
    'A banned person is removed from the room. A members-only room also removes a person with the affiliation none.'
  return { formType: NODE, title: 'Setting an affiliation', instructions, fields }
}

function itemOf(form: SubmittedForm): AffiliationItem {
  return {
    user: form.address(PERSON),
    nick: undefined,
    affiliation: form.oneOf(AFFILIATION, OFFERED) ?? 'none',
    reason: form.text(REASON, LONGEST_REASON),
  }
}
