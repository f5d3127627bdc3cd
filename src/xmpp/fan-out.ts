import { type Element, escapeXML } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { textAfterTo } from '../stanza/stanza-text.js'

/** The longest stanza that is sent, in bytes: servers close the stream above 512 KiB. */
export const LONGEST_STANZA = 400 * 1024

/** The longest stanza that is sent with addresses in it, in characters: with the longest addresses it is short enough. */
const LONGEST_MULTICAST = 64 * 1024

/** One stanza, serialised once, and its recipients. */
export type FanOut = {
  readonly opening: string
  readonly rest: string
  readonly to: readonly string[]
  /** A sequence number in the order of queueing. */
  readonly number: number
  /** The bare JIDs of the room that sends it and of the user who caused it, for whom its copies count while they wait. */
  readonly causers: readonly string[]
  /** The places of a window that one copy takes. */
  readonly cost: number
  /** Finds the stanza by its error: kind, sender and id. */
  readonly key: string
  /** The index in `to` of the next recipient. */
  next: number
}

/** The stanzas of one write; `left` is the number of stanzas of up to 1024 characters that still fit. */
export type Window = { readonly texts: string[]; left: number }

/** Serialises a stanza for the addresses `to`, which are prepared JIDs. The stanza's own `to` is ignored. */
export function fanOut(stanza: Element, more: Pick<FanOut, 'to' | 'number' | 'causers'>): FanOut {
  const { name, attrs } = stanza
  const rest = textAfterTo(stanza)
  return {
    opening: `<${name} to="`,
    rest,
    cost: costOf(rest),
    key: keyOf(name, attrs['from'], attrs['id']),
    ...more,
    next: 0,
  }
}

/** The key of a fan-out of this kind, sender and id. */
export function keyOf(name: string, from: unknown, id: unknown): string {
  return `${name} ${String(from)} ${String(id)}`
}

/**
 * Where in `rest` the addresses of a multicast go; 0 if the stanza cannot be one. A service would also deliver to addresses
 * that a user has put into the stanza (XEP-0033 §4). It takes no IQ.
 */
export function splitOf({ opening, rest }: FanOut): number {
  if (opening.startsWith('<iq ') || rest.length > LONGEST_MULTICAST || rest.includes(NS.addresses)) return 0
  const end = rest.indexOf('>')
  return rest[end - 1] === '/' ? 0 : end + 1
}

/** The copy for one address, which is a prepared JID. */
export function copyFor({ opening, rest }: FanOut, to: string): string {
  return opening + escapeXML(to) + rest
}

/** One stanza to the service for all addresses. They are blind, so that the copies have none (XEP-0033 §4.6). */
export function multicastOf(stanza: FanOut, service: string, to: readonly string[]): string {
  const { opening, rest } = stanza
  const split = splitOf(stanza)
  const addresses = to.map(jid => `<address type="bcc" jid="${escapeXML(jid)}"/>`).join('')
  const element = `<addresses xmlns="${NS.addresses}">${addresses}</addresses>`
  return opening + escapeXML(service) + rest.slice(0, split) + element + rest.slice(split)
}

/**
 * Serialises a stanza once for clients over WebSocket, where each stanza declares its namespace (RFC 7395 §3.3.3). The
 * result gives its XML for an address, which is a prepared JID.
 */
export function clientFrames(stanza: Element): (to: string) => string {
  const opening = `<${stanza.name} xmlns="jabber:client" to="`
  const rest = textAfterTo(stanza)
  return to => opening + escapeXML(to) + rest
}

/** Adds the stanza for the next addresses to the window until it is full. Returns the number of addresses. */
export function render(stanza: FanOut, window: Window): number {
  const { to, cost, next: first } = stanza
  const end = Math.min(to.length, first + Math.ceil(window.left / cost))
  for (let i = first; i < end; i++) window.texts.push(copyFor(stanza, to[i] ?? ''))
  window.left -= (end - first) * cost
  stanza.next = end
  return end - first
}

/** Adds one complete stanza to the window, even if it takes more places than are left. */
export function put(text: string, window: Window): void {
  window.texts.push(text)
  window.left -= costOf(text)
}

/** The places that a stanza takes in a window. A long one takes several, which bounds a window in bytes too. */
function costOf(text: string): number {
  return Math.ceil(text.length / 1024)
}
