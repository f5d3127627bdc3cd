/** What a stored message repeats from its row: it is stored once. */
export type Repeated = {
  /** The bare JID of the room. */
  readonly room: string
  readonly id: string
  readonly nick: string
}

/**
 * Texts that many messages contain. Each is stored as one control character, by its place in this list: a released one
 * stays where it is, and new ones are appended. XML has no control characters (XML 1.0 §2.2) but tabs and line ends, which
 * are not used, like U+0001 to U+0004, which have other meanings.
 */
const PHRASES = [
  '<message from="',
  ' type="groupchat"',
  ' id="',
  '"><body>',
  '</body>',
  '<body>',
  '"/></message>',
  '</message>',
  '<occupant-id xmlns="urn:xmpp:occupant-id:0" id="',
  '<stanza-id xmlns="urn:xmpp:sid:0" by="',
  '<origin-id xmlns="urn:xmpp:sid:0" id="',
  '<markable xmlns="urn:xmpp:chat-markers:0"/>',
  '<request xmlns="urn:xmpp:receipts"/>',
  '<active xmlns="http://jabber.org/protocol/chatstates"/>',
  '<x xmlns="jabber:x:oob"><url>',
  '</url></x>',
  '<reactions xmlns="urn:xmpp:reactions:0" id="',
  '<reaction>',
  '</reaction>',
  '<reply xmlns="urn:xmpp:reply:0"',
  ' xml:lang="en"',
  '"/>',
  ' xmlns="',
] as const

/** The first character of a packed text. One of an earlier version begins with `<`. */
const PACKED = '\u0001'
/** The room with the nick, the room, and the id of the row. */
const [OCCUPANT, ROOM, ID] = ['\u0002', '\u0003', '\u0004']
/** The control characters that stand for the phrases: no tab, no line end. */
const CODES = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code))
  .slice(ID.charCodeAt(0) + 1)
  .filter(code => !/\s/.test(code))

const CODE_OF = new Map<string, string>(PHRASES.map((phrase, n) => [phrase, CODES[n] ?? phrase]))
const PHRASE_OF = new Map<string, string>([...CODE_OF].map(([phrase, code]) => [code, phrase]))
const ANY_CODE = new RegExp(`[${[OCCUPANT, ROOM, ID, ...PHRASE_OF.keys()].join('')}]`, 'g')
const ANY_CONTROL = new RegExp(`[${[PACKED, OCCUPANT, ROOM, ID, ...CODES].join('')}]`)
const ANY_PHRASE = new RegExp(
  [...PHRASES]
    .sort((a, b) => b.length - a.length)
    .map(phrase => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|'),
  'g',
)

/** Shortens the text of a message. Gives it as it is if it contains control characters. */
export function packed(stanza: string, repeated: Repeated): string {
  const { room, id, nick } = repeated
  const occupant = `${room}/${nick}`
  if (ANY_CONTROL.test(stanza) || ANY_CONTROL.test(occupant) || ANY_CONTROL.test(id)) return stanza
  let text = stanza.replace(ANY_PHRASE, phrase => CODE_OF.get(phrase) ?? phrase)
  for (const [part, code] of [
    [occupant, OCCUPANT],
    [room, ROOM],
    [id, ID],
  ] as const) {
    if (part !== '') text = text.replaceAll(part, code)
  }
  return `${PACKED}${text}`
}

/** The text that was packed with the same `repeated`; a text that was not packed as it is. */
export function unpacked(text: string, { room, id, nick }: Repeated): string {
  if (!text.startsWith(PACKED)) return text
  return text.slice(1).replace(ANY_CODE, code => {
    if (code === OCCUPANT) return `${room}/${nick}`
    if (code === ROOM) return room
    return code === ID ? id : (PHRASE_OF.get(code) ?? code)
  })
}
