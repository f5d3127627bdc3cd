import type { Chance } from '../random/chance.js'

/** A way to write an address, and the bare JID that it stands for (RFC 6122 §2); undefined where it is none. */
type Spelling = { readonly text: string; readonly means: string | undefined }

export const HOST = 'localhost'
/** An admin of the service. */
export const ADMIN = `escalus@${HOST}`
export const PEOPLE = ['romeo', 'juliet', 'tybalt', 'nurse', 'hag', 'paris'].map(name => `${name}@${HOST}`)
/** Those who look like somebody and are somebody else, and those who come from elsewhere. */
const OTHERS = [
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
/** Whoever writes like this is nobody. */
const NOBODY = [
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

/** What nobody but moderators may see of anybody in a semi-anonymous room: it is in the address of each client. */
export const SECRET = 'k3ep-out-'
const RESOURCES = [`${SECRET}x`, `${SECRET}y`, `${SECRET}\u2603`]

/** Who sends something: most people as they are, some disguised, some nobody. */
export function sender(by: Chance): Spelling {
  const { one, some } = by
  if (some(0.01)) return { text: any(by, NOBODY), means: undefined }
  if (some(0.03)) return of(ADMIN, by)
  const person = some(0.1) ? any(by, OTHERS) : any(by, PEOPLE)
  const spelling = some(0.15) ? disguised(person, by) : { text: person, means: person }
  return { ...spelling, text: `${spelling.text}/${one(RESOURCES[0] ?? '', ...RESOURCES)}` }
}

function of(person: string, by: Chance): Spelling {
  return { text: `${person}/${any(by, RESOURCES)}`, means: person }
}

/** An address of somebody, whether it is written as one or not, for where people name others. */
export function named(by: Chance): string {
  const { some } = by
  if (some(0.05)) return any(by, NOBODY)
  const person = some(0.15) ? any(by, [...OTHERS, ADMIN]) : any(by, PEOPLE)
  return some(0.2) ? disguised(person, by).text : person
}

/** The same person in other letters: what nodeprep and nameprep make of them is what they were. */
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
  // An empty name with something invisible in it is no name.
  return { text: local === '' ? person : text, means: person }
}

function after(person: string): string {
  return person.slice(person.indexOf('@') + 1)
}

/** ASCII letters as they are in fonts of one width; NFKC brings them back. */
function wide(text: string): string {
  return text.replace(/[a-z]/g, letter => String.fromCodePoint(0xff21 + 32 + letter.charCodeAt(0) - 97))
}

export function any({ below }: Pick<Chance, 'below'>, choices: readonly string[]): string {
  return choices[below(choices.length)] ?? ''
}
