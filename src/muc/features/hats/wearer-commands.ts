import type { Field, SubmittedForm } from '../../../stanza/data-form.js'
import { dataTable } from '../../../stanza/data-table.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Command } from '../../command.js'
import type { RoomContext } from '../../context.js'
import { isNonAnonymous, mapOf, type Room } from '../../model/room.js'
import { chosenHat, HUE, hatField, hatForm, isOfRoom, JID, mayManageHats, TITLE, URI } from './form.js'
import { broadcastWearers, setWorn } from './wearing.js'

/** Hats per person: each presence of the wearer contains all of them. */
const MOST_WORN = 10
/** Wearers per room: a loaded room has all of them in memory. */
const MOST_WEARERS = 1000

const PERSON: Field = { name: JID, type: 'jid-single', label: 'Person', values: [], required: true }

/** XEP-0317 §3.5: gives a hat to a person, who need not be in the room. */
export const assignHat: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:assign',
  name: 'Give somebody a hat',
  mayRun: mayManageHats,
  form: ({ room }) =>
    hatForm({
      title: 'Giving somebody a hat',
      instructions: 'Enter the address of a person, and choose a hat.',
      fields: [PERSON, hatField(room)],
    }),
  run(context, form) {
    const { room } = context
    const user = personOf(form)
    const hat = chosenHat(room, form)
    const worn = mapOf(room, 'wearer').get(user) ?? []
    if (worn.includes(hat.uri)) return {}
    refuseTooMany(room, worn)
    setWorn(context, { user, hat, isWorn: true })
    broadcastWearers(context, [user])
    return {}
  },
}

/** §3.6: takes a hat from a person. */
export const unassignHat: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:unassign',
  name: 'Take a hat from somebody',
  mayRun: mayManageHats,
  form: ({ room }) =>
    hatForm({
      title: 'Taking a hat from somebody',
      instructions: 'Enter the address of a person, and choose a hat that the person wears.',
      fields: [PERSON, hatField(room)],
    }),
  run(context, form) {
    const { room } = context
    const user = personOf(form)
    const hat = chosenHat(room, form)
    if (!mapOf(room, 'wearer').get(user)?.includes(hat.uri)) {
      throw new StanzaError('item-not-found', `${user} does not wear this hat.`)
    }
    setWorn(context, { user, hat, isWorn: false })
    broadcastWearers(context, [user])
    return {}
  },
}

/** §3.7: the list shows real JIDs, so only people who may see them may run the command. */
export const listWearers: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:list-assigned',
  name: 'List who wears which hat',
  mayRun: context => mayManageHats(context) || (isNonAnonymous(context.room) && isOfRoom(context)),
  run({ room }) {
    const columns = [
      { name: JID, label: 'Address' },
      { name: URI, label: 'URI' },
      { name: TITLE, label: 'Title' },
      { name: HUE, label: 'Colour' },
    ]
    const { table, shown } = dataTable('Who wears which hat', columns, rowsOf(room))
    const worn = rowsOf(room).length
    return shown < worn ? { result: table, note: `The first ${shown} of ${worn}.` } : { result: table }
  },
}

function rowsOf(room: Room): string[][] {
  const hats = mapOf(room, 'hat')
  return [...mapOf(room, 'wearer')].flatMap(([user, worn]) => {
    const known = worn.flatMap(uri => hats.get(uri) ?? [])
    return known.map(({ uri, title, hue }) => [user, uri, title, hue])
  })
}

function personOf(form: SubmittedForm): string {
  const user = form.address(JID) ?? ''
  if (!user.includes('@')) throw new StanzaError('not-acceptable', `The field ${JID} is not the address of a person.`)
  return user
}

function refuseTooMany(room: Room, worn: readonly string[]): void {
  const wearers = mapOf(room, 'wearer')
  if (worn.length >= MOST_WORN) {
    throw new StanzaError('resource-constraint', `A person wears at most ${MOST_WORN} hats; take one away first.`)
  }
  if (worn.length === 0 && wearers.size >= MOST_WEARERS) {
    throw new StanzaError(
      'resource-constraint',
      `At most ${MOST_WEARERS} people wear hats; take the hats from one person first.`,
    )
  }
}
