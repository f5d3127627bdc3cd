import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'

/** The filter fields with their types (XEP-0313 §"Retrieving form fields"). */
const FIELDS = {
  with: 'jid-single',
  start: 'text-single',
  end: 'text-single',
  'before-id': 'text-single',
  'after-id': 'text-single',
  ids: 'list-multi',
} as const

/** The name of a filter field. */
export type FilterField = keyof typeof FIELDS

/** Whether the query form has this field. */
export function isFilterField(name: string): name is FilterField {
  return Object.hasOwn(FIELDS, name)
}

/** The empty query form. `<open/>` allows any id, because the ids are too many to list as options. */
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
