import type { SubmittedForm } from '../../../stanza/data-form.js'
import { dataTable } from '../../../stanza/data-table.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Command } from '../../command.js'
import type { RoomContext } from '../../context.js'
import type { Hat } from '../../model/hat.js'
import { mapOf } from '../../model/room.js'
import { sendConfigStatus } from '../../operations/configure-room.js'
import { chosenHat, HUE, hatField, hatForm, isOfRoom, mayManageHats, TITLE, URI } from './form.js'
import { broadcastWearers, setWorn, wearersOf } from './wearing.js'

/** Hats per room: the forms list all of them. */
const MOST_HATS = 100
/** In characters: each presence of a wearer contains the title and the URI. */
const LONGEST_TITLE = 100
const LONGEST_URI = 255
const ABSOLUTE_URI = /^[a-z][a-z\d+.-]*:[^\s<>"]+$/i
const DECIMAL = /^\d{1,3}(\.\d{1,12})?$/

/** XEP-0317 §3.2: creates a hat, or changes the hat with the same URI. */
export const createHat: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:create',
  name: 'Create or change a hat',
  mayRun: mayManageHats,
  form: () =>
    hatForm({
      title: 'Creating a hat',
      instructions: 'A hat with the URI of an existing hat replaces it.',
      fields: [
        { name: TITLE, type: 'text-single', label: 'Title', values: [], required: true },
        { name: URI, type: 'text-single', label: 'URI', values: [], required: true },
        { name: HUE, type: 'text-single', label: 'Colour, an angle from 0 to 360', values: [] },
      ],
    }),
  run(context, form) {
    const { room, batch } = context
    const now = readHat(form)
    const was = mapOf(room, 'hat').get(now.uri)
    if (!was && mapOf(room, 'hat').size >= MOST_HATS) {
      throw new StanzaError('resource-constraint', `A room has at most ${MOST_HATS} hats; destroy one first.`)
    }
    if (was?.title === now.title && was.hue === now.hue) return {}
    batch.change({ kind: 'hat', room: room.record.jid, key: now.uri, was, now })
    sendConfigStatus(context)
    broadcastWearers(context, wearersOf(room, now))
    return {}
  },
}

/** §3.3: deletes the hat, and takes it from all wearers. */
export const destroyHat: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:destroy',
  name: 'Destroy a hat',
  mayRun: mayManageHats,
  form: ({ room }) =>
    hatForm({
      title: 'Destroying a hat',
      instructions: 'The hat is taken from all people who wear it.',
      fields: [hatField(room)],
    }),
  run(context, form) {
    const { room, batch } = context
    const was = chosenHat(room, form)
    const wearers = wearersOf(room, was)
    for (const user of wearers) setWorn(context, { user, hat: was, isWorn: false })
    batch.change({ kind: 'hat', room: room.record.jid, key: was.uri, was, now: undefined })
    sendConfigStatus(context)
    broadcastWearers(context, wearers)
    return {}
  },
}

/** §3.4: lists the hats of the room. */
export const listHats: Command<RoomContext> = {
  node: 'urn:xmpp:hats:commands:list',
  name: 'List the hats',
  mayRun: isOfRoom,
  run({ room }) {
    const columns = [
      { name: TITLE, label: 'Title' },
      { name: URI, label: 'URI' },
      { name: HUE, label: 'Colour' },
    ]
    const rows = [...mapOf(room, 'hat').values()].map(({ title, uri, hue }) => [title, uri, hue])
    return { result: dataTable('Hats', columns, rows).table }
  },
}

function readHat(form: SubmittedForm): Hat {
  const title = (form.text(TITLE, LONGEST_TITLE) ?? '').trim()
  const uri = form.text(URI, LONGEST_URI) ?? ''
  const hue = form.text(HUE) ?? ''
  if (!ABSOLUTE_URI.test(uri)) {
    throw new StanzaError(
      'not-acceptable',
      `The field ${URI} is "${uri}"; expected a URI such as http://example.org/a.`,
    )
  }
  if (hue !== '' && !(DECIMAL.test(hue) && Number(hue) <= 360)) {
    const shown = hue.slice(0, 100)
    throw new StanzaError('not-acceptable', `The field ${HUE} is "${shown}"; expected a number from 0 to 360.`)
  }
  return { title, uri, hue }
}
