import type { Asked, Command } from '../../muc/command.js'
import type { Context, RoomContext } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import type { Field, SubmittedForm, TitledForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { mayMakeLink } from '../rights.js'
import { MAKE_LINK, makeLinkHere } from './make-link.js'

const ROOM = 'room'
const OTHER = 'other'
/** The form offers at most this many rooms; others can be named by address. */
const MOST_ROOMS = 100

/** Creates a link to a room that the caller moderates, or to which the caller may invite as a member. */
export const makeMyLink: Command<Context> = {
  node: MAKE_LINK,
  name: 'Create a link',
  mayRun: () => true,
  choice: roomForm,
  lookUp: ({ from }, form) => {
    const named = addressIn(form) ?? []
    const further = ({ found: { moderatedBy = [] } }: Context) => ({ load: moderatedBy.concat(named) })
    return { moderatedBy: { user: from.bare, most: MOST_ROOMS }, further }
  },
  form: (asked, chosen) => makeLinkHere.form?.(inRoom(asked, chosen), chosen),
  run: (asked, form) => makeLinkHere.run(inRoom(asked, form), form),
}

function roomForm(asked: Asked<Context>): TitledForm {
  const rooms = (asked.found.moderatedBy ?? []).flatMap(jid => asked.rooms.get(jid) ?? [])
  const open = rooms.filter(room => isOpenTo(room, asked.from.bare))
  const label = open.length === 0 ? 'The address of the room' : 'Or the address of another room'
  const other: Field = { name: OTHER, type: 'jid-single', label, values: [] }
  return {
    formType: `${MAKE_LINK}#choice`,
    title: 'A new link',
    instructions: 'Choose the room.',
    fields: open.length === 0 ? [other] : [roomField(open), other],
  }
}

function roomField(rooms: readonly Room[]): Field {
  const options = rooms.map(({ record: { jid, config } }) => ({ value: jid, label: config.name || jid }))
  return { name: ROOM, type: 'list-single', label: 'The room', values: [], options }
}

/** A typed address takes precedence over a chosen one. */
function addressIn(form: SubmittedForm): string | undefined {
  return form.address(OTHER) ?? form.address(ROOM)
}

/** Throws the same `item-not-found` for an unknown room and one to which the caller may create no links. */
function inRoom(asked: Asked<Context>, form: SubmittedForm): Asked<RoomContext> {
  const jid = addressIn(form)
  if (jid === undefined) throw new StanzaError('not-acceptable', `Fill in one of the fields ${ROOM} and ${OTHER}.`)
  const room = asked.rooms.get(jid)
  if (room && isOpenTo(room, asked.from.bare)) return { ...asked, room }
  throw new StanzaError('item-not-found', `There is no room ${jid} to which you may create links.`)
}

function isOpenTo(room: Room, user: string): boolean {
  return !room.record.archived && mayMakeLink(room, user, 'member')
}
