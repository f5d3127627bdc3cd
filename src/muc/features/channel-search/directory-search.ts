import { dataForm, SubmittedForm, textField } from '../../../stanza/data-form.js'
import { type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { ServiceQuery } from '../../context.js'
import type { PublicRoom } from '../../model/lookup.js'
import { displayName } from '../../operations/describe-room.js'
import { appendPage, requestedMatches } from '../../operations/list-page.js'
import { searchTerms } from './search-terms.js'

/** XEP-0055 has no fields for rooms. Fields of our own begin with `x-` (XEP-0068 §3.3). */
const FIELD = 'x-words'
const COLUMNS = ['jid', 'x-name', 'x-description', 'x-occupants'] as const

/** XEP-0055: the same search, for clients that support only user directories. */
export const directorySearch: Capability = {
  serviceFeatures: [NS.search],

  lookUp(stanza, to) {
    const query = to.local === '' && stanza.name === 'iq' ? stanza.getChild('query', NS.search) : undefined
    const x = query?.getChild('x', NS.dataForm)
    if (!query || !x) return undefined
    const words = searchTerms(new SubmittedForm(x).text(FIELD) ?? '')
    const search = { words, inName: true, inDescription: true, inAddress: true, minOccupants: 0 }
    return { rooms: { page: requestedMatches(query), order: 'address', search } }
  },

  onServiceQuery(query) {
    if (query.namespace !== NS.search) return 'pass'
    if (query.type === 'get') query.answer(form())
    else query.answer(result(query))
    return 'handled'
  },
}

function form(): Element {
  const fields = [textField(FIELD, 'Words in the name, the description or the address', '')]
  const instructions = xml('instructions', {}, 'Enter the words to search for in the form.')
  return xml('query', NS.search, instructions, dataForm('form', NS.search, fields))
}

function result({ found, payload }: ServiceQuery): Element {
  if (!found.rooms)
    throw new StanzaError('bad-request', 'The search must contain a data form with the words to search for.')
  const { rooms, start, count } = found.rooms
  const query = xml('query', NS.search)
  const page = appendPage(xml('query'), { items: rooms.map(toItem), start, count }, payload)
  const items = page.getChildren('item')
  if (items.length > 0) {
    const reported = xml('reported', {}, ...COLUMNS.map(name => xml('field', { var: name, type: typeOf(name) })))
    const x = dataForm('result', NS.search, [])
    x.append(reported, ...items)
    query.append(x)
  }
  query.append(...page.getChildren('set'))
  return query
}

function typeOf(column: string): string {
  return column === 'jid' ? 'jid-single' : 'text-single'
}

function toItem(room: PublicRoom): { id: string; element: Element } {
  const values = [room.jid, displayName(room), room.description, String(room.occupants)]
  const fields = COLUMNS.map((name, i) => xml('field', { var: name }, xml('value', {}, values[i] ?? '')))
  return { id: room.id, element: xml('item', {}, ...fields) }
}
