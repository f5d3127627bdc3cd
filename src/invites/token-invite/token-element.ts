import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { ManagedLink } from '../managed-link.js'

/** The largest xs:unsignedInt. */
const LARGEST = 2 ** 32 - 1

/**
 * A `<token/>` with the rest of its limits at this time, in milliseconds since 1970: seconds in `delay`, uses in
 * `counter`. An attribute is absent if there is no such limit.
 */
export function tokenElement({ invite }: ManagedLink, at: number): Element {
  const { id, owner, uses, terms } = invite
  const { expiresAt, maxUses } = terms
  const delay = expiresAt === 0 ? undefined : limit(Math.ceil((expiresAt - at) / 1000))
  const counter = maxUses === 0 ? undefined : limit(maxUses - uses)
  return xml('token', { xmlns: NS.tokenInvite, delay, counter, creator: owner }, id)
}

function limit(count: number): string {
  return String(Math.min(count, LARGEST))
}

/**
 * A limit in a `<request/>`; undefined if it has none. Throws `bad-request` if it is not an xs:unsignedInt, and for 0
 * (our own decision), since such a token would never be valid.
 */
export function limitAskedFor(request: Element, name: 'delay' | 'counter'): number | undefined {
  const text = attr(request, name)
  if (text === undefined) return undefined
  const count = /^[ \t\r\n]*\+?(\d+)[ \t\r\n]*$/.exec(text)?.[1]
  if (count !== undefined && Number(count) > 0 && Number(count) <= LARGEST) return Number(count)
  throw new StanzaError('bad-request', `${name} is a whole number from 1 to ${LARGEST}; leave it out for no limit.`)
}
