import type { Field, SubmittedForm } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import { parseBareJid } from '../../../stanza/jid.js'
import type { Command } from '../../command.js'
import type { Context, RoomContext } from '../../context.js'
import { affiliationOf } from '../../model/room.js'
import { isServiceAdmin, namedRoom } from '../../operations/command-rights.js'
import { type Destruction, destroyRoom } from '../../operations/destroy-room.js'

/** How many rooms one command ends: all of them are read first. */
const MOST_ROOMS = 100
/** In characters. */
const LONGEST_REASON = 1000

const NODE = 'urn:latchstring:command:destroy'
const ROOMS = 'rooms'

const WORDS: readonly Field[] = [
  { name: 'reason', type: 'text-single', label: 'Why, for the occupants', values: [] },
  { name: 'alternate', type: 'jid-single', label: 'The room to go to instead', values: [] },
  { name: 'password', type: 'text-private', label: 'The password of that room', values: [] },
]

/** An owner ends the room (XEP-0045 §10.9). */
export const destroyThis: Command<RoomContext> = {
  node: NODE,
  name: 'Destroy this room',
  mayRun: ({ room, from }) => affiliationOf(room, from.bare) === 'owner',
  form: () => ({
    formType: NODE,
    title: 'Destroying this room',
    instructions: 'The room ends for everybody, with all that belongs to it.',
    fields: WORDS,
  }),
  run(asked, form) {
    destroyRoom(asked, wordsOf(form))
    return { note: 'The room has been destroyed.' }
  },
}

/** An admin of the service ends rooms, all of the named ones or none. */
export const destroyRooms: Command<Context> = {
  node: NODE,
  name: 'Destroy rooms',
  mayRun: isServiceAdmin,
  form: () => ({
    formType: NODE,
    title: 'Destroying rooms',
    instructions: 'The rooms end for everybody, with all that belongs to them.',
    fields: [{ name: ROOMS, type: 'jid-multi', label: 'The rooms', values: [], required: true }, ...WORDS],
  }),
  lookUp: (_asked, form) => ({ load: form.addresses(ROOMS, MOST_ROOMS) ?? [] }),
  run(asked, form) {
    const ending = (form.addresses(ROOMS, MOST_ROOMS) ?? []).map(jid => namedRoom(asked, jid))
    for (const room of ending) destroyRoom({ ...asked, room }, wordsOf(form))
    return {
      note: ending.length === 1 ? 'The room has been destroyed.' : `${ending.length} rooms have been destroyed.`,
    }
  },
}

function wordsOf(form: SubmittedForm): Destruction {
  const alternate = form.address('alternate')
  if (alternate !== undefined && !parseBareJid(alternate)) {
    throw new StanzaError('not-acceptable', 'The field alternate is not the address of a room.')
  }
  const reason = form.text('reason', LONGEST_REASON)
  const password = form.text('password', LONGEST_REASON) || undefined
  return { reason, alternate, password }
}
