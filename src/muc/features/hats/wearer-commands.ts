import type { Field, SubmittedForm } from '../../../stanza/data-form.js'
import { dataTable } from '../../../stanza/data-table.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Command } from '../../command.js'
import type { RoomContext } from '../../context.js'
import { isNonAnonymous, mapOf, type Room } from '../../model/room.js'
import { chosenHat, HUE, hatField, hatForm, isOfRoom, JID, mayManageHats, TITLE, URI } from './form.js'
import { setWorn, showWearers } from './wearing.js'

/** Every presence of a person has all of theirs. */
const MOST_WORN = 10
/** Who wears hats stays in memory with the room. */
const MOST_WEARERS = 1000

const PERSON: Field = { name: JID, type: 'jid-single', label: 'Whose', values: [], required: true }

/** XEP-0317 §3.5: somebody, in the room or not, wears a hat from then on. */
export const assignHat: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:assign',
  name: 'Give somebody a hat',
  mayRun: mayManageHats,
  form: ({ room }) =>
    hatForm({
      title: 'Giving somebody a hat',
      instructions: 'Name a person, and choose a hat.',
      fields: [PERSON, hatField(room)],
    }),
  run(asked, form) {
    const { room } = asked
    const user = personOf(form)
    const hat = chosenHat(room, form)
    const worn = mapOf(room, 'wearer').get(user) ?? []
    if (worn.includes(hat.uri)) return {}
    refuseTooMany(room, worn)
    setWorn(asked, { user, hat, isWorn: true })
    showWearers(asked, [user])
    return {}
  },
}

/** §3.6. */
export const unassignHat: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:unassign',
  name: 'Take a hat from somebody',
  mayRun: mayManageHats,
  form: ({ room }) =>
    hatForm({
      title: 'Taking a hat from somebody',
      instructions: 'Name a person, and choose a hat that they wear.',
      fields: [PERSON, hatField(room)],
    }),
  run(asked, form) {
    const { room } = asked
    const user = personOf(form)
    const hat = chosenHat(room, form)
    if (!mapOf(room, 'wearer').get(user)?.includes(hat.uri)) {
      throw new StanzaError('item-not-found', `${user} does not wear this hat.`)
    }
    setWorn(asked, { user, hat, isWorn: false })
    showWearers(asked, [user])
    return {}
  },
}

/** §3.7: shows addresses, so that it is for those who see them anyway. */
export const listWearers: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:list-assigned',
  name: 'List who wears which hat',
  mayRun: asked => mayManageHats(asked) || (isNonAnonymous(asked.room) && isOfRoom(asked)),
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
    throw new StanzaError('resource-constraint', `Nobody wears more than ${MOST_WORN} hats; take one away first.`)
  }
  if (worn.length === 0 && wearers.size >= MOST_WEARERS) {
    throw new StanzaError('resource-constraint', `At most ${MOST_WEARERS} people wear hats; take them from one first.`)
  }
}
