import type { Field, SubmittedForm, TitledForm } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Asked } from '../../command.js'
import type { Readable, RoomContext } from '../../context.js'
import { isAtLeast } from '../../model/affiliation.js'
import type { Hat } from '../../model/hat.js'
import { affiliationOf, mapOf, occupantOf, type Room } from '../../model/room.js'
import { isRoomAdmin } from '../../operations/command-rights.js'

/** XEP-0317 §3.8: the fields of all its forms. */
export const URI = 'hats#uri'
export const TITLE = 'hats#title'
export const HUE = 'hats#hue'
export const JID = 'hats#jid'

/** One of the forms of the commands about hats. */
export function hatForm(form: Omit<TitledForm, 'formType'>): TitledForm {
  return { formType: 'urn:xmpp:hats:commands', ...form }
}

/** The hats of the room to choose from. */
export function hatField(room: Room): Field {
  const options = [...mapOf(room, 'hat').values()].map(({ uri, title }) => ({ value: uri, label: title }))
  return { name: URI, type: 'list-single', label: 'The hat', values: [], options, required: true }
}

/** The hat that a form names. Throws `item-not-found` where the room has none like it. */
export function chosenHat(room: Room, form: SubmittedForm): Hat {
  const uri = form.text(URI) ?? ''
  const hat = mapOf(room, 'hat').get(uri)
  if (!hat) throw new StanzaError('item-not-found', `This room has no hat "${uri.slice(0, 100)}" (${URI}).`)
  return hat
}

/** Admins and owners, where there are hats: the XEP speaks of admins throughout. */
export function mayManageHats(asked: Asked<Readable<RoomContext>>): boolean {
  return asked.room.record.config.enableHats && isRoomAdmin(asked)
}

/** Who is in the room, and who belongs to it, where there are hats. */
export function isOfRoom({ room, from }: Asked<Readable<RoomContext>>): boolean {
  if (!room.record.config.enableHats) return false
  return occupantOf(room, from.full) !== undefined || isAtLeast(affiliationOf(room, from.bare), 'member')
}
