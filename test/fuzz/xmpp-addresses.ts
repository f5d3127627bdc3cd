import type { Chance } from '../random/chance.js'

/** A spelling of an address, and the bare JID that it means (RFC 6122 §2); undefined for an invalid address. */
type Spelling = { readonly text: string; readonly means: string | undefined }

export const HOST = 'localhost'
/** A service admin. */
export const ADMIN = `escalus@${HOST}`
export const USERS = ['romeo', 'juliet', 'tybalt', 'nurse', 'hag', 'paris'].map(name => `${name}@${HOST}`)
/** Addresses that look like those of the users but differ, and addresses of other domains. */
const LOOKALIKES = [
  `r\u043emeo@${HOST}`,
  `\u0458uliet@${HOST}`,
  `juli\u0435t@${HOST}`,
  `romeo0@${HOST}`,
  'romeo@localhost.example',
  'romeo@l\u043ecalhost',
  'mallory@evil.example',
  'juliet@evil.example',
  'escalus@evil.example',
  HOST,
  'rooms.localhost',
  'verona@rooms.localhost',
]
/** Invalid addresses. */
const INVALID = [
  '',
  '@',
  `@${HOST}`,
  'romeo@',
  `ro meo@${HOST}`,
  `ro\u202emeo@${HOST}`,
  `ro"meo@${HOST}`,
  `ro&meo@${HOST}`,
  `ro'meo@${HOST}`,
  `ro<meo@${HOST}`,
  `ro:meo@${HOST}`,
  `romeo@local host`,
  `romeo@${HOST}..`,
  `romeo@@${HOST}`,
  `ro\u0001meo@${HOST}`,
  `ro\ufffdmeo@${HOST}`,
  `ro\ue000meo@${HOST}`,
  `${'x'.repeat(1024)}@${HOST}`,
  `romeo@${HOST}/`,
  `romeo@${HOST}/\u202e`,
  `romeo@${HOST}/${'x'.repeat(1024)}`,
]

/** Part of each resource. In a semi-anonymous room only moderators may see it (XEP-0045 §7.2.4). */
export const SECRET = 'k3ep-out-'
const RESOURCES = [`${SECRET}x`, `${SECRET}y`, `${SECRET}\u2603`]

/** A random sender: mostly a user, some in another spelling, a few invalid. */
export function sender(by: Chance): Spelling {
  const { one, some } = by
  if (some(0.01)) return { text: any(by, INVALID), means: undefined }
  if (some(0.03)) return of(ADMIN, by)
  const person = some(0.1) ? any(by, LOOKALIKES) : any(by, USERS)
  const spelling = some(0.15) ? disguised(person, by) : { text: person, means: person }
  return { ...spelling, text: `${spelling.text}/${one(RESOURCES[0] ?? '', ...RESOURCES)}` }
}

function of(person: string, by: Chance): Spelling {
  return { text: `${person}/${any(by, RESOURCES)}`, means: person }
}

/** A random address for naming another user, valid or not. */
export function named(by: Chance): string {
  const { some } = by
  if (some(0.05)) return any(by, INVALID)
  const person = some(0.15) ? any(by, [...LOOKALIKES, ADMIN]) : any(by, USERS)
  return some(0.2) ? disguised(person, by).text : person
}

/** Another spelling of the same JID, which nodeprep and nameprep map back. */
function disguised(person: string, { one }: Chance): Spelling {
  const [local, host] = person.includes('@') ? [person.slice(0, person.indexOf('@')), after(person)] : ['', person]
  const at = local === '' ? '' : '@'
  const text = one(
    `${local.toUpperCase()}${at}${host}`,
    `${local}${at}${host.toUpperCase()}`,
    `${local}${at}${host}.`,
    `${local}${at}${host}\u3002`,
    `${wide(local)}${at}${host}`,
    `${local}${at}${wide(host)}`,
    `${local.slice(0, 1)}\u00ad${local.slice(1)}${at}${host}`,
    `${local.slice(0, 2)}\u200b${local.slice(2)}${at}${host}`,
    `${local}\ufeff${at}${host}`,
  )
  // A local part of invisible characters only is invalid, so a bare domain keeps its spelling.
  return { text: local === '' ? person : text, means: person }
}

function after(person: string): string {
  return person.slice(person.indexOf('@') + 1)
}

/** Fullwidth letters for ASCII letters; NFKC maps them back. */
function wide(text: string): string {
  return text.replace(/[a-z]/g, letter => String.fromCodePoint(0xff21 + 32 + letter.charCodeAt(0) - 97))
}

export function any({ below }: Pick<Chance, 'below'>, choices: readonly string[]): string {
  return choices[below(choices.length)] ?? ''
}
