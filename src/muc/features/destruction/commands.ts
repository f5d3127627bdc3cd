import type { Field, SubmittedForm } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import { parseBareJid } from '../../../stanza/jid.js'
import type { Command } from '../../command.js'
import type { Context, RoomContext } from '../../context.js'
import { affiliationOf } from '../../model/room.js'
import { isServiceAdmin, namedRoom } from '../../operations/command-rights.js'
import { titleOf } from '../../operations/describe-room.js'
import { type Destruction, destroyRoom } from '../../operations/destroy-room.js'

/** Rooms per command: all of them are loaded at once. */
const MOST_ROOMS = 100
/** In characters. */
const LONGEST_REASON = 1000

const NODE = 'urn:latchstring:command:destroy'
const ROOMS = 'rooms'

const NOTICE_FIELDS: readonly Field[] = [
  { name: 'reason', type: 'text-single', label: 'Reason (shown to the occupants)', values: [] },
  { name: 'alternate', type: 'jid-single', label: 'Alternate room', values: [] },
  { name: 'password', type: 'text-private', label: 'Password of the alternate room', values: [] },
]

/** An owner destroys the room (XEP-0045 §10.9). */
export const destroyThis: Command<RoomContext> = {
  node: NODE,
  name: 'Destroy this room',
  place: 'last',
  mayRun: ({ room, from }) => affiliationOf(room, from.bare) === 'owner',
  form: ({ room }) => ({
    formType: NODE,
    title: `Destroying ${titleOf(room)}`,
    instructions: 'This removes all occupants and deletes the room with everything that belongs to it.',
    fields: NOTICE_FIELDS,
  }),
  run(context, form) {
    destroyRoom(context, destructionFrom(form))
    return { note: 'The room has been destroyed.' }
  },
}

/** An admin of the service destroys the named rooms: all of them, or none if one does not exist. */
export const destroyRooms: Command<Context> = {
  node: NODE,
  name: 'Destroy rooms',
  place: 'last',
  mayRun: isServiceAdmin,
  form: () => ({
    formType: NODE,
    title: 'Destroying rooms',
    instructions: 'This removes all occupants and deletes the rooms with everything that belongs to them.',
    fields: [{ name: ROOMS, type: 'jid-multi', label: 'The rooms', values: [], required: true }, ...NOTICE_FIELDS],
  }),
  lookUp: (_context, form) => ({ load: form.addresses(ROOMS, MOST_ROOMS) ?? [] }),
  run(context, form) {
    const destroyed = (form.addresses(ROOMS, MOST_ROOMS) ?? []).map(jid => namedRoom(context, jid))
    for (const room of destroyed) destroyRoom({ ...context, room }, destructionFrom(form))
    return {
      note: destroyed.length === 1 ? 'The room has been destroyed.' : `${destroyed.length} rooms have been destroyed.`,
    }
  },
}

function destructionFrom(form: SubmittedForm): Destruction {
  const alternate = form.address('alternate')
  if (alternate !== undefined && !parseBareJid(alternate)) {
    throw new StanzaError('not-acceptable', 'The field alternate is not the address of a room.')
  }
  const reason = form.text('reason', LONGEST_REASON)
  const password = form.text('password', LONGEST_REASON) || undefined
  return { reason, alternate, password }
}
