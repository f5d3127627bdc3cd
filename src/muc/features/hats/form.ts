import type { Field, SubmittedForm, TitledForm } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Asked } from '../../command.js'
import type { Readable, RoomContext } from '../../context.js'
import { isAtLeast } from '../../model/affiliation.js'
import type { Hat } from '../../model/hat.js'
import { affiliationOf, mapOf, occupantOf, type Room } from '../../model/room.js'
import { isRoomAdmin } from '../../operations/command-rights.js'

/** XEP-0317 §3.8: the fields of the forms. */
export const URI = 'hats#uri'
export const TITLE = 'hats#title'
export const HUE = 'hats#hue'
export const JID = 'hats#jid'

/** A form of a hat command, with its FORM_TYPE. */
export function hatForm(form: Omit<TitledForm, 'formType'>): TitledForm {
  return { formType: 'urn:xmpp:hats:commands', ...form }
}

/** The field that offers the hats of the room. */
export function hatField(room: Room): Field {
  const options = [...mapOf(room, 'hat').values()].map(({ uri, title }) => ({ value: uri, label: title }))
  return { name: URI, type: 'list-single', label: 'The hat', values: [], options, required: true }
}

/** The hat that the form names. Throws `item-not-found` if the room has no such hat. */
export function chosenHat(room: Room, form: SubmittedForm): Hat {
  const uri = form.text(URI) ?? ''
  const hat = mapOf(room, 'hat').get(uri)
  if (!hat) throw new StanzaError('item-not-found', `This room has no hat "${uri.slice(0, 100)}" (${URI}).`)
  return hat
}

/**
 * Whether the room has hats enabled and the requester is an admin or owner: XEP-0317 gives these commands to admins.
 */
export function mayManageHats(context: Asked<Readable<RoomContext>>): boolean {
  return context.room.record.config.enableHats && isRoomAdmin(context)
}

/** Whether the room has hats enabled and the requester is an occupant or a member. */
export function isOfRoom({ room, from }: Asked<Readable<RoomContext>>): boolean {
  if (!room.record.config.enableHats) return false
  return occupantOf(room, from.full) !== undefined || isAtLeast(affiliationOf(room, from.bare), 'member')
}
