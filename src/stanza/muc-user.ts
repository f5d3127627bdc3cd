import { type Element, xml } from './element.js'

/** A status code of muc#user (XEP-0045 §15.6.2). */
export function statusCode(code: number): Element {
  return xml('status', { code: String(code) })
}

/** The `<reason/>` that somebody gave, to be spread among children: none where nothing was said. */
export function reasonGiven(reason: string | undefined): Element[] {
  return reason === undefined || reason === '' ? [] : [xml('reason', {}, reason)]
}
