import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'

/** A column, with the name of its fields and what people call it. */
export type Column = { readonly name: string; readonly label: string }
/** What is in each column, in their order: a value, several, or an empty text for none. */
export type Row = readonly (string | readonly string[])[]

/** In characters; an answer may be a little longer. Servers close the link to who sends much more (512 KiB). */
const LONGEST = 200 * 1024

/** A report of rows (XEP-0004 §3.4): as many as an answer holds, and how many those are. */
export function dataTable(
  title: string,
  columns: readonly Column[],
  rows: readonly Row[],
): { readonly table: Element; readonly shown: number } {
  const reported = columns.map(({ name, label }) => xml('field', { var: name, label }))
  const table = xml('x', { xmlns: NS.dataForm, type: 'result' }, xml('title', {}, title))
  table.append(xml('reported', {}, ...reported))
  let length = 0
  let shown = 0
  for (const row of rows) {
    const item = xml('item', {}, ...columns.map(({ name }, i) => cell(name, row[i] ?? '')))
    length += item.toString().length
    if (length > LONGEST) break
    table.append(item)
    shown++
  }
  return { table, shown }
}

function cell(name: string, values: string | readonly string[]): Element {
  const told = [values].flat().filter(value => value !== '')
  return xml('field', { var: name }, ...told.map(value => xml('value', {}, value)))
}
