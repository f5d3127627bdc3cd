import type { Asked, Command } from '../../muc/command.js'
import type { Context, RoomContext } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import type { Field, SubmittedForm, TitledForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { mayMakeLink } from '../rights.js'
import { MAKE_LINK, makeLinkHere } from './make-link.js'

const ROOM = 'room'
const OTHER = 'other'
/** So many rooms are read for one answer; another can be named by its address. */
const MOST_ROOMS = 100

/** Makes a link to a room that somebody moderates, or to which they may make links as a member. */
export const makeMyLink: Command<Context> = {
  node: MAKE_LINK,
  name: 'Make a link to a room of mine',
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
  const label = open.length === 0 ? 'The room, by its address' : 'Or another room, by its address'
  const other: Field = { name: OTHER, type: 'jid-single', label, values: [] }
  return {
    formType: `${MAKE_LINK}#choice`,
    title: 'A new link',
    instructions: 'Say to which room.',
    fields: open.length === 0 ? [other] : [roomField(open), other],
  }
}

function roomField(rooms: readonly Room[]): Field {
  const options = rooms.map(({ record: { jid, config } }) => ({ value: jid, label: config.name || jid }))
  return { name: ROOM, type: 'list-single', label: 'The room', values: [], options }
}

/** An address that is written wins over one that is chosen. */
function addressIn(form: SubmittedForm): string | undefined {
  return form.address(OTHER) ?? form.address(ROOM)
}

/** Whoever may make no links there does not learn whether the room exists. */
function inRoom(asked: Asked<Context>, form: SubmittedForm): Asked<RoomContext> {
  const jid = addressIn(form)
  if (jid === undefined) throw new StanzaError('not-acceptable', `Fill in one of the fields ${ROOM} and ${OTHER}.`)
  const room = asked.rooms.get(jid)
  if (room && isOpenTo(room, asked.from.bare)) return { ...asked, room }
  throw new StanzaError('item-not-found', `There is no room ${jid} to which you may make links.`)
}

function isOpenTo(room: Room, user: string): boolean {
  return !room.record.archived && mayMakeLink(room, user, 'member')
}
