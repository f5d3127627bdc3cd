import type { Chance } from '../random/chance.js'
import { ROOMS } from '../random/random-stanza.js'
import { any } from './xmpp-people.js'

/** What strangers choose from. */
export type Says = Chance & {
  /** The nodes of all commands that there are. */
  readonly nodes: readonly string[]
  /** Ids of sessions, tokens and messages that the service has given to anybody. */
  readonly seen: readonly string[]
}

export const SERVICE = 'rooms.localhost'
/** Nicks that are somebody else's at a glance, or nobody's. */
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

/** A room, by its own address or by one that is nearly its own. */
export function room(says: Says): string {
  const { one, some } = says
  const jid = any(says, ROOMS)
  return some(0.8)
    ? jid
    : one(jid.toUpperCase(), `${jid}.`, `${jid}/`, jid.replace('e', '\uff45'), SERVICE, `@${SERVICE}`)
}

export function occupant(says: Says): string {
  return `${room(says)}/${xml(any(says, NICKS))}`
}

/** An id that somebody was given. */
export function seen(says: Says): string {
  return xml(any(says, says.seen)) || 'nothing'
}

/** The text as it is written in XML. */
export function xml(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '')
    .replace(/[&<>'"]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}
