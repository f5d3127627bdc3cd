import { type Element, escapeXML, xml } from '../stanza/element.js'

/** In bytes: beyond 512 KiB, servers close the stream. */
export const LONGEST_STANZA = 400 * 1024

/** One stanza, serialised once, and the addresses that still have to get it, from that at `next` on. */
export type FanOut = {
  readonly opening: string
  readonly rest: string
  readonly to: readonly string[]
  /** Those that were queued earlier have smaller ones. */
  readonly number: number
  next: number
}

/** What goes out in one write; `left` is how many stanzas of up to 1024 characters still have a place in it. */
export type Window = { readonly texts: string[]; left: number }

/** The stream's own namespace, and what it is called on the clients' side: no stanza needs to say it. */
const STREAM_NAMESPACES = new Set<unknown>(['jabber:component:accept', 'jabber:client'])

/** XML 1.0 §2.2 has no such characters: a server closes the stream at the first of them. */
const NOT_IN_XML = /[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/gu

/** A stanza on its way to each of the addresses, which are prepared JIDs. An address in the stanza itself is ignored. */
export function fanOut(stanza: Element, { to, number }: Pick<FanOut, 'to' | 'number'>): FanOut {
  const { to: _, ...attrs } = stanza.attrs
  const text = textWith(stanza, attrs)
  return { opening: `<${stanza.name} to="`, rest: `"${text.slice(stanza.name.length + 1)}`, to, number, next: 0 }
}

/** Puts the stanza for the next addresses into the window, until that is full. Returns for how many. */
export function splice(stanza: FanOut, window: Window): number {
  const { opening, rest, to, next: first } = stanza
  const cost = costOf(rest)
  const end = Math.min(to.length, first + Math.ceil(window.left / cost))
  for (let i = first; i < end; i++) window.texts.push(opening + escapeXML(to[i] ?? '') + rest)
  window.left -= (end - first) * cost
  stanza.next = end
  return end - first
}

/** Puts one complete stanza into the window. */
export function put(text: string, window: Window): void {
  window.texts.push(text)
  window.left -= costOf(text)
}

/** A long stanza takes the place of several, so that a window is bounded in bytes too. */
function costOf(text: string): number {
  return Math.ceil(text.length / 1024)
}

/** The text of a stanza as it goes into the stream. The element is left as it is. */
export function stanzaText(stanza: Element): string {
  return textWith(stanza, stanza.attrs)
}

function textWith(stanza: Element, attrs: Record<string, unknown>): string {
  const { xmlns, ...others } = attrs
  const top = xml(stanza.name, STREAM_NAMESPACES.has(xmlns) ? others : attrs)
  // Shared, not appended: appending would give the children another parent.
  top.children = stanza.children
  return top.toString().replace(NOT_IN_XML, '\ufffd')
}
