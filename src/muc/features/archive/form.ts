import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'

/** The fields by which messages are chosen, with the types that XEP-0313 §"Retrieving form fields" gives them. */
const FIELDS = {
  with: 'jid-single',
  start: 'text-single',
  end: 'text-single',
  'before-id': 'text-single',
  'after-id': 'text-single',
  ids: 'list-multi',
} as const

export type FilterField = keyof typeof FIELDS

export function isFilterField(name: string): name is FilterField {
  return Object.hasOwn(FIELDS, name)
}

/** The form as somebody asks for it. Any id may be chosen, but they are too many to be offered. */
export function queryForm(): Element {
  const form = xml('x', { xmlns: NS.dataForm, type: 'form' })
  form.append(xml('field', { type: 'hidden', var: 'FORM_TYPE' }, xml('value', {}, NS.archive)))
  for (const [name, type] of Object.entries(FIELDS)) {
    const field = xml('field', { type, var: name })
    if (type === 'list-multi')
      field.append(xml('validate', { xmlns: NS.validation, datatype: 'xs:string' }, xml('open')))
    form.append(field)
  }
  return form
}
