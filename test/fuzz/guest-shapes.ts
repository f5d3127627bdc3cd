import { frame, upgradeRequest } from '../guest-access/raw-socket.js'
import { auth, BIND, OPEN } from '../guest-access/session-frames.js'
import type { Chance } from '../random/chance.js'
import { oddText } from '../random/nonsense.js'
import type { FuzzGuest } from './guest-room.js'
import { mutated } from './http-shapes.js'
import { any } from './xmpp-addresses.js'
import { anyStanza } from './xmpp-any-stanza.js'
import { SERVICE } from './xmpp-targets.js'
import { hostileText } from './xmpp-text.js'

/**
 * Bytes, and what must follow on them: the answer to a later ping of a guest who has bound a resource; the end of the
 * stream by a stream error; the end of the connection; or any of these.
 */
export type Shape = { readonly bytes: Buffer; readonly expected: 'answer' | 'error' | 'end' | 'any' }

/** Random choices, and the guest and room that the frames may name. */
type Choices = Chance & { readonly guest: FuzzGuest; readonly room: string }

/** What the answer to `PING` has. */
export const ALIVE = 'id="alive"'
export const PING = frame(
  `<iq xmlns='jabber:client' type='get' id='alive' to='${SERVICE}'><ping xmlns='urn:xmpp:ping'/></iq>`,
)
const CLOSE = `<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>`
const SASL = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
const MESSAGE = `<message xmlns='jabber:client' to='${SERVICE}' id='m'><body>née</body></message>`
/** More than a frame may nest, and less than it may be long. */
const DEEP = 3000
/** Bytes; more than a frame may have. */
const TOO_LONG = 700_000

/** A random shape for a WebSocket. */
export function anyShape(by: Choices): Shape {
  return by.one(notOneElement, forbidden, outOfOrder, outOfOrder, stanzaInPieces, badFrame, control, damaged)(by)
}

/** A request to become a WebSocket, with some bytes changed or with odd headers. */
export function damagedUpgrade(by: Chance): Shape {
  const odd = by.one<Record<string, string>>(
    ...([{ 'sec-websocket-version': oddText(by) }, { 'sec-websocket-key': oddText(by) }] as const),
    ...([{ 'sec-websocket-protocol': 'xmpp, xmpp' }, { origin: 'https://evil.example' }, { upgrade: 'h2c' }] as const),
    ...([{ 'sec-websocket-extensions': 'permessage-deflate' }, { 'content-length': '10' }] as const),
    ...([{ 'transfer-encoding': 'chunked' }, { connection: 'close' }] as const),
  )
  const request = upgradeRequest(by.some(0.5) ? odd : {}).replace(/[^\0-\xff]/g, '?')
  const bytes = Buffer.from(request, 'latin1')
  return { bytes: by.some(0.7) ? mutated(bytes, by) : bytes, expected: 'any' }
}

function notOneElement(by: Choices): Shape {
  const text = by.one(
    `${MESSAGE}${MESSAGE}`,
    `${MESSAGE} ${OPEN}`,
    MESSAGE.slice(0, 1 + by.below(MESSAGE.length - 1)),
    `${MESSAGE}x`,
    ` ${MESSAGE}`,
    MESSAGE.slice(1 + by.below(MESSAGE.length - 1)),
    '',
    '</frame>',
    `</frame><frame>`,
    `${MESSAGE}</frame>`,
  )
  return { bytes: frame(text), expected: 'error' }
}

/** What no frame may be or have (RFC 6120 §11.1, RFC 7395 §3). */
function forbidden(by: Choices): Shape {
  const inside = by.one(
    '<!-- -->',
    '<?php ?>',
    '<!DOCTYPE a>',
    '&lol;',
    '&#0;',
    '\u0000',
    '\ufffe',
    "<a b='1' b='2'/>",
    '<a:b/>',
  )
  const deep = `${'<a>'.repeat(DEEP)}${'</a>'.repeat(DEEP)}`
  const text = by.one(
    MESSAGE.replace('née', inside),
    MESSAGE.replace('née', inside),
    MESSAGE.replace('née', deep),
    `<!DOCTYPE a [<!ENTITY lol "lol">]>${MESSAGE}`,
    `<?xml version='1.0'?>${MESSAGE}`,
    MESSAGE.replace('jabber:client', 'jabber:server'),
    MESSAGE.replace(" xmlns='jabber:client'", ''),
    MESSAGE.replace(' to=', ` from='romeo@localhost' to=`),
    `<a xmlns='b'>${oddText(by)}</a>`,
  )
  return { bytes: frame(text), expected: by.some(0.1) ? 'any' : 'error' }
}

/** Steps of a session at a time when they may be wrong. */
function outOfOrder(by: Choices): Shape {
  const { guest, one } = by
  const encoded = (text: string) => `<auth ${SASL} mechanism='PLAIN'>${Buffer.from(text).toString('base64')}</auth>`
  const step = () =>
    one(
      ...([OPEN, OPEN, CLOSE, BIND, BIND, auth(guest), auth(guest), auth({ ...guest, password: 'wrong' })] as const),
      ...([
        OPEN.replace(SERVICE, 'localhost'),
        OPEN.replace(' to=', ' from='),
        CLOSE.replace('/>', " see-other-uri='x'/>"),
      ] as const),
      ...([`<auth ${SASL} mechanism='PLAIN'/>`, `<response ${SASL}>=</response>`, `<abort ${SASL}/>`] as const),
      ...([`<auth ${SASL} mechanism='${oddText(by)}'>=</auth>`, `<auth ${SASL} mechanism='PLAIN'>%</auth>`] as const),
      ...([encoded(`\0${guest.jid}\0${guest.password}`), encoded(`${SERVICE}\0a\0b`), encoded(oddText(by))] as const),
      encoded(`\0guest-${'0'.repeat(16)}\0${oddText(by)}`),
      BIND.replace('/></iq>', `><resource>${oddText(by)}</resource></bind></iq>`),
      BIND.replace('/></iq>', `><resource>${'x'.repeat(1024)}</resource></bind></iq>`),
      BIND.replace("'set'", "'get'"),
      `<iq xmlns='jabber:client' type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>`,
      `<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' to='${SERVICE}'/>`,
      `<stream:error xmlns:stream='http://etherx.jabber.org/streams'/>`,
      `<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`,
      `<enable xmlns='urn:xmpp:sm:3' resume='true'/>`,
    )
  return { bytes: Buffer.concat(Array.from({ length: 1 + by.below(5) }, () => frame(step()))), expected: 'any' }
}

/** A stanza, or text that no client would write, in fragments with control frames between them. */
function stanzaInPieces(by: Choices): Shape {
  const names = { ...by, seen: ['nothing'], nodes: ['nothing'] }
  const stanza = anyStanza(names, text =>
    text.replace(/\b(?:verona|mantua|padua)@rooms\.localhost/g, () => any(by, [by.room, by.guest.jid])),
  )
  if (stanza) {
    stanza.attrs['xmlns'] ??= 'jabber:client'
    if (by.some(0.9)) delete stanza.attrs['from']
  }
  const bytes = Buffer.from(by.some(0.8) && stanza ? stanza.toString() : hostileText(by))
  const pieces: Buffer[] = []
  for (let at = 0; at === 0 || at < bytes.length; ) {
    const length = by.one(1, 7, bytes.length, 1 + by.below(bytes.length + 1))
    const piece = frame(bytes.subarray(at, at + length), 'text', at + length >= bytes.length)
    // A fragment that continues a message has the opcode 0 (RFC 6455 §5.4).
    if (at > 0) piece[0] = (piece[0] ?? 0) & 0x80
    pieces.push(piece, ...(by.some(0.1) ? [frame('', 'ping')] : []))
    at += pieces.length > 40 ? bytes.length : length
  }
  return { bytes: Buffer.concat(pieces), expected: 'any' }
}

/** A frame that breaks RFC 6455. */
function badFrame(by: Choices): Shape {
  const whole = frame(MESSAGE)
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(whole)
    copy[at] = value
    return copy
  }
  const bytes = by.one(
    changed(0, 0xc1),
    changed(0, 0x91 + by.below(4) * 16),
    changed(0, 0x80),
    changed(0, 0x83 + by.below(5)),
    changed(0, 0x8b + by.below(5)),
    Buffer.concat([Buffer.of(0x81, MESSAGE.length), Buffer.from(MESSAGE, 'latin1')]),
    Buffer.of(0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    Buffer.of(0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0),
    frame('x'.repeat(126), 'ping'),
    frame('', 'ping', false),
    frame('x', 'close'),
    frame(Buffer.of(0x03, 0xed), 'close'),
    frame(Buffer.of(0x03, 0xe8, 0xff), 'close'),
    frame(Buffer.of(0xff, 0xfe)),
    frame(MESSAGE.replace('née', 'x'.repeat(TOO_LONG))),
    frame(Buffer.from(MESSAGE, 'latin1')),
    Buffer.concat([frame(MESSAGE, 'text', false), whole]),
  )
  return { bytes, expected: 'end' }
}

/** Control frames, which need no answer of XMPP; and a binary frame. */
function control(by: Choices): Shape {
  if (by.some(0.2)) return { bytes: frame(MESSAGE, 'binary'), expected: 'error' }
  if (by.some(0.2)) return { bytes: frame(by.one(Buffer.of(), Buffer.of(0x03, 0xe8)), 'close'), expected: 'end' }
  const one = () => frame('x'.repeat(by.below(126)), by.one('ping', 'pong'))
  return { bytes: Buffer.concat(Array.from({ length: 1 + by.below(40) }, one)), expected: 'answer' }
}

/** Frames of a session with some bytes changed. */
function damaged(by: Choices): Shape {
  const all = Buffer.concat([frame(MESSAGE), frame(by.one(OPEN, CLOSE, BIND, MESSAGE)), frame('', 'ping')])
  return { bytes: mutated(all, by), expected: 'any' }
}
