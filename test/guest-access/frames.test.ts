import t from 'tap'
import { frame, RawSocket, upgradeRequest } from './raw-socket.js'
import { OPEN, sessionFrames, signInFrames } from './session-frames.js'
import type { MadeGuest } from './stage.js'
import { guestScene } from './stage.js'

/** A raw connection of a guest who has bound a resource. */
async function bound(url: string, guest: MadeGuest): Promise<RawSocket> {
  const raw = new RawSocket(url)
  raw.send(upgradeRequest())
  await raw.until('\r\n\r\n')
  for (const [text, answer] of signInFrames(guest)) {
    raw.send(frame(text))
    await raw.until(answer)
  }
  return raw
}

t.test('a session whose every byte comes alone is the same session', async t => {
  const { url, room, makes } = await guestScene(t)
  const raw = new RawSocket(url)
  await raw.sendEachByte(Buffer.from(upgradeRequest()))
  await raw.until('\r\n\r\n')
  for (const [text, answer] of sessionFrames(await makes('tybalt'), room)) {
    await raw.sendEachByte(frame(text))
    await raw.until(answer)
  }
  raw.socket.destroy()
})

t.test('RFC 6455 §5.4: frames of one element may be fragmented, with a ping between them', async t => {
  const { url, room, makes } = await guestScene(t)
  const raw = new RawSocket(url)
  // What comes in one segment with the request is not lost.
  raw.send(Buffer.concat([Buffer.from(upgradeRequest()), frame(OPEN)]))
  const [, ...rest] = sessionFrames(await makes('tybalt'), room)
  await raw.until('</stream:features>')
  for (const [text, answer] of rest) {
    const bytes = Buffer.from(text)
    const middle = bytes.indexOf('é') + 1 || 10
    const second = frame(bytes.subarray(middle))
    second[0] = 0x80
    raw.send(Buffer.concat([frame(bytes.subarray(0, middle), 'text', false), frame('', 'ping'), second]))
    await raw.until(answer)
  }
  t.strictSame(new Set(raw.controls), new Set([10]), 'each ping is answered')
  raw.socket.destroy()
})

const FATAL: readonly [title: string, bytes: (limit: number) => Buffer, answer: RegExp][] = [
  ['a binary frame', () => frame('<presence/>', 'binary'), /<bad-format .*<close /],
  ['two elements', () => frame(`<a xmlns='b'/><a xmlns='b'/>`), /<bad-format .*<close /],
  ['a stanza without a namespace', () => frame('<presence/>'), /<invalid-namespace .*<close /],
  ['a part of an element', () => frame(`<presence xmlns='jabber:client'>`), /<not-well-formed .*<close /],
  ['a document type', () => frame('<!DOCTYPE x>'), /<restricted-xml .*<close /],
  ['an element that is no stanza', () => frame(`<a xmlns='b'/>`), /<unsupported-stanza-type .*<close /],
  ['a foreign sender', () => frame(`<presence xmlns='jabber:client' from='a@b'/>`), /<invalid-from .*<close /],
  ['a second <open/>', () => frame(OPEN), /<bad-format .*<close /],
]

for (const [title, bytes, answer] of FATAL) {
  t.test(`${title} ends the stream with an error, and not the service`, async t => {
    const { url, makes, comes } = await guestScene(t)
    const raw = await bound(url, await makes('tybalt'))
    raw.send(bytes(0))
    t.match(await raw.rest(), answer)
    await comes('paris')
  })
}

t.test('a stanza that is too long gets an error, and a frame that is far too long ends the connection', async t => {
  const { url, room, makes } = await guestScene(t, { limits: { stanzaBytes: 10_000 } })
  const raw = await bound(url, await makes('tybalt'))
  const message = (length: number) =>
    `<message xmlns='jabber:client' to='${room}' type='groupchat' id='m'><body>${'x'.repeat(length)}</body></message>`
  raw.send(frame(message(11_000)))
  await raw.until('<policy-violation')
  raw.send(frame(message(21_000)))
  t.match(await raw.rest(), /<stream:error .*<policy-violation .*<close /)
  const second = await bound(url, await makes('paris'))
  second.send(frame(message(50_000)))
  t.strictSame([await second.rest(), second.controls], ['', [8]])
})
