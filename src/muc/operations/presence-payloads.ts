import { attr, childElements, copyOf, countElements, type Element, parseElement } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Role } from '../model/role.js'
import type { Room } from '../model/room.js'

/** In characters, and in elements: every newcomer gets the presence of every occupant. Our own decision. */
const MAX_LENGTH = 16 * 1024
const MAX_ELEMENTS = 500

/** XEP-0421 §3.1, XEP-0317: only the room adds these to a presence. */
const ROOM_NAMESPACES: readonly unknown[] = [NS.occupantId, NS.hats]

/**
 * The payloads of a client's presence that the room passes on, as XML: all except those that only the room may add
 * (XEP-0045 §17.3: muc, muc#user). Throws `policy-violation` if they are too long.
 */
export function presencePayloads(presence: Element): string {
  const payloads = boundedPayloads(presence)
  if (payloads !== undefined) return payloads
  const text = `A presence in a room has at most ${MAX_LENGTH} characters and ${MAX_ELEMENTS} elements.`
  throw new StanzaError('policy-violation', text)
}

/** The payloads of an unavailable presence: none if they are too long, because the client leaves in any case. */
export function leavePayloads(presence: Element): string {
  return boundedPayloads(presence) ?? ''
}

/** The payloads that the others get: a room may withhold the status text of visitors (XEP-0045 §5.1.1). */
export function permittedPayloads({ record }: Room, role: Role, payloads: string): string {
  const isWithheld = role === 'visitor' && !record.config.allowVisitorStatus && hasStatus(payloads)
  return isWithheld
    ? childrenOf(payloads)
        .filter(child => !isStatus(child))
        .join('')
    : payloads
}

/** Whether the payloads of a presence have a status text (RFC 6121 §4.7.2.2). */
export function hasStatus(payloads: string): boolean {
  return payloads.includes('<status') && childrenOf(payloads).some(isStatus)
}

function isStatus({ name }: Element): boolean {
  return name === 'status'
}

function childrenOf(payloads: string): Element[] {
  return childElements(parseElement(`<presence>${payloads}</presence>`))
}

function boundedPayloads(presence: Element): string | undefined {
  if (countElements(presence, MAX_ELEMENTS) > MAX_ELEMENTS) return undefined
  const payloads = childElements(presence)
    .filter(child => !(child.getNS() ?? '').startsWith(NS.muc) && !ROOM_NAMESPACES.includes(child.getNS()))
    .map(child => withLanguage(copyOf(child), attr(presence, 'xml:lang')))
    .join('')
  return payloads.length <= MAX_LENGTH ? payloads : undefined
}

/** A status without a language has the language of its presence (RFC 6121 §4.7.2.2). */
function withLanguage(payload: Element, language: string | undefined): Element {
  if (isStatus(payload) && language !== undefined) payload.attrs['xml:lang'] ??= language
  return payload
}
