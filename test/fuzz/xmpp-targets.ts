import type { Chance } from '../random/chance.js'
import { ROOMS } from '../random/random-stanza.js'
import { any } from './xmpp-addresses.js'

/** Random choices, and what hostile stanzas may name. */
export type Choices = Chance & {
  /** The nodes of all ad-hoc commands. */
  readonly nodes: readonly string[]
  /** Ids of sessions, tokens and messages that the service has given out. */
  readonly seen: readonly string[]
}

export const SERVICE = 'rooms.localhost'
/** Nicks that look like others, or are invisible or invalid. */
export const NICKS = [
  ...['A', 'B', 'C', 'A ', ' A', 'a', '\u0410', '\uff21', 'A\u200b', '\u200bA', 'A\u0301', '\u00c1', 'A\u00ad'],
  ...['\u202eA', 'A\u202c', 'A\u2066', 'A\u115f', '\u3164', '\u2800', 'A\u2064', '\u0301', '\u{1d400}', 'A\ufe0f'],
  ...['A/B', 'A@B', 'A&B', "A'B", 'A"B', 'A<B', 'A\tB', 'A\u00a0B', 'A\u3000B', '\ufeff', '', '\u{10ffff}', '\ud83d'],
  ...[
    'n'.repeat(1023),
    'n'.repeat(1024),
    '\u00e9'.repeat(511),
    '\ufdfa'.repeat(200),
    '\u0130',
    '\u1e9e',
    'ss',
    '\u00df',
  ],
]

/** A room address, in a valid or an almost valid spelling. */
export function room(by: Choices): string {
  const { one, some } = by
  const jid = any(by, ROOMS)
  return some(0.8)
    ? jid
    : one(jid.toUpperCase(), `${jid}.`, `${jid}/`, jid.replace('e', '\uff45'), SERVICE, `@${SERVICE}`)
}

export function occupant(by: Choices): string {
  return `${room(by)}/${xml(any(by, NICKS))}`
}

/** An id that the service has given out. */
export function seen(by: Choices): string {
  return xml(any(by, by.seen)) || 'nothing'
}

/** Escapes the text for XML and removes the characters that XML forbids. */
export function xml(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '')
    .replace(/[&<>'"]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}
