import { booleanField, dataForm, type Field, SubmittedForm, textField } from '../../../stanza/data-form.js'
import { type Element, xml } from '../../../stanza/element.js'
import { SpecificError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { ServiceQuery } from '../../context.js'
import type { RoomsLookup } from '../../model/lookup.js'
import { displayName } from '../../operations/describe-room.js'
import { appendPage, requestedMatches } from '../../operations/list-page.js'
import { DIALECTS, type Dialect } from './dialects.js'
import { searchTerms } from './search-terms.js'

/** XEP-0433: searches the public rooms by words and by the number of occupants. */
export const channelSearch: Capability = {
  serviceFeatures: DIALECTS.map(({ namespace }) => namespace),

  lookUp(stanza, to) {
    if (to.local !== '' || stanza.name !== 'iq') return undefined
    for (const dialect of DIALECTS) {
      const search = stanza.getChild('search', dialect.namespace)
      const x = search?.getChild('x', NS.dataForm)
      if (search && x)
        return { rooms: { ...readSearch(dialect, new SubmittedForm(x)), page: requestedMatches(search) } }
    }
    return undefined
  },

  onServiceQuery(query) {
    const dialect = DIALECTS.find(({ namespace }) => namespace === query.namespace)
    if (!dialect || query.type !== 'get' || query.payload.getName() !== 'search') return 'pass'
    const isSubmitted = query.payload.getChild('x', NS.dataForm) !== undefined
    query.answer(isSubmitted ? result(dialect, query) : xml('search', dialect.namespace, formOf(dialect)))
    return 'handled'
  },
}

function formOf(dialect: Dialect): Element {
  const order: Field = {
    name: 'key',
    type: 'list-single',
    label: 'Sort results by',
    values: [dialect.byOccupants],
    options: [
      { value: dialect.byOccupants, label: 'Number of people in the room' },
      { value: dialect.byAddress, label: 'Address' },
    ],
  }
  return dataForm('form', dialect.formType, [
    textField('q', 'Search for', ''),
    booleanField('all', 'All rooms, without a search', false),
    booleanField('sinname', 'Search in names', true),
    booleanField('sindescription', 'Search in descriptions', true),
    booleanField(dialect.addressField, 'Search in addresses', true),
    textField('min_users', 'Minimum number of people in the room', '1'),
    order,
  ])
}

function readSearch(dialect: Dialect, form: SubmittedForm): Pick<RoomsLookup, 'order' | 'search'> {
  const [q, all] = [form.text('q'), form.boolean('all') ?? false]
  if (all && q)
    throw refused(
      'conflicting-fields',
      'The fields all and q exclude each other: request all rooms, or search by words.',
    )
  if (!all && q === undefined)
    throw refused('no-search-conditions', 'Search for words by the field q, or request all rooms by the field all.')
  const words = searchTerms(q ?? '')
  if (!all && words.length === 0) throw refused('invalid-search-terms', 'Search for at least one word.')
  // XEP-0433 has both names: one in its example, the other in its table of fields.
  const inAddress = form.boolean('sinaddress') ?? form.boolean('sinaddr') ?? true
  const minOccupants = form.count('min_users') ?? (all ? 0 : 1)
  const scope = { inName: form.boolean('sinname') ?? true, inDescription: form.boolean('sindescription') ?? true }
  return { order: orderOf(dialect, form), search: { words, ...scope, inAddress, minOccupants } }
}

function orderOf(dialect: Dialect, form: SubmittedForm): RoomsLookup['order'] {
  const key = form.text('key') ?? dialect.byOccupants
  if (key === dialect.byOccupants) return 'occupants'
  if (key === dialect.byAddress) return 'address'
  const unknown = { name: 'invalid-sort-key', xmlns: NS.channelSearchError, type: 'modify' } as const
  throw new SpecificError('feature-not-implemented', unknown, `Sort by ${dialect.byOccupants} or ${dialect.byAddress}.`)
}

function refused(name: string, text: string): SpecificError {
  return new SpecificError('bad-request', { name, xmlns: NS.channelSearchError }, text)
}

function result(dialect: Dialect, { found, payload }: ServiceQuery): Element {
  const { rooms = [], start, count } = found.rooms ?? {}
  const items = rooms.map(room => {
    const element = xml('item', { address: room.jid }, xml('name', {}, displayName(room)))
    if (room.description !== '') element.append(xml('description', {}, room.description))
    element.append(xml('nusers', {}, String(room.occupants)), ...dialect.details(room))
    return { id: room.id, element }
  })
  return appendPage(xml('result', dialect.namespace), { items, start, count }, payload)
}
