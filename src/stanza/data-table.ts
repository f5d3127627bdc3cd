import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'

/** A column: the name of its fields, and the label that clients show. */
export type Column = { readonly name: string; readonly label: string }
/** The cells in the order of the columns: a value, several values, or an empty text for none. */
export type Row = readonly (string | readonly string[])[]

/** The length of all items in characters. Servers close the link at a stanza above 512 KiB. */
const LONGEST = 200 * 1024

/** A report of rows (XEP-0004 §3.4). `shown` is the number of rows that fit into one answer. */
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
  const present = [values].flat().filter(value => value !== '')
  return xml('field', { var: name }, ...present.map(value => xml('value', {}, value)))
}
