import { type Element, xml } from './element.js'

/** The `<status/>` with a code of muc#user (XEP-0045 §15.6.2). */
export function statusCode(code: number): Element {
  return xml('status', { code: String(code) })
}

/** The `<reason/>` as a list of at most one element; empty if there is no reason. */
export function reasonGiven(reason: string | undefined): Element[] {
  return reason === undefined || reason === '' ? [] : [xml('reason', {}, reason)]
}
