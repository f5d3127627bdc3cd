import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import t from 'tap'
import { slowest } from '../../src/guest-access/connections.js'
import { attr, parseElement } from '../../src/stanza/element.js'
import { DOMAIN, ROOM, startFront } from './front.js'
import { frame } from './raw-socket.js'
import { OPEN } from './session-frames.js'

const TYBALT = 'guest-0123456789abcdef'
const PARIS = 'guest-fedcba9876543210'
const ROSTER = `<iq xmlns='jabber:client' type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>`

t.test('a client that has bound no resource within 30 s is disconnected, another is not', async t => {
  const { clock, connects, signsIn } = await startFront(t)
  const [slow, quick] = [connects(), connects()]
  await slow.until('\r\n\r\n')
  await signsIn(quick, TYBALT)
  clock.passes(29_999)
  slow.send(frame('', 'ping'))
  clock.passes(1)
  t.match(await slow.rest(), /<stream:error .*<connection-timeout .*<close /)
  quick.send(frame(ROSTER))
  await quick.until('<query xmlns="jabber:iq:roster"/></iq>')
})

const HOSTILE: Record<string, () => Buffer> = {
  'one stanza': () => frame(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${'x'.repeat(8192)}</auth>`),
  'a frame without an end': () => frame('x'.repeat(30_000)).subarray(0, 9000),
  'many small frames': () => Buffer.concat(Array.from({ length: 1500 }, () => frame('', 'pong'))),
}

for (const [what, bytes] of Object.entries(HOSTILE)) {
  t.test(`more than 8 KiB before a resource is bound, as ${what}, end the stream with policy-violation`, async t => {
    const { connects } = await startFront(t)
    const stranger = connects()
    stranger.send(frame(OPEN))
    await stranger.until('</stream:features>')
    stranger.send(bytes())
    t.match(await stranger.until('<close '), /^<stream:error [^>]*><policy-violation .* 8 KiB/)
  })
}

t.test('of a stranger that sends more than 8 KiB, nothing further is read', async t => {
  const { connects, signsIn, read } = await startFront(t)
  const stranger = connects()
  const large = frame('x'.repeat(30_000))
  for (let n = 0; n < 100; n++) stranger.send(large)
  await stranger.until('<close ')
  await signsIn(connects(), PARIS)
  t.ok(read() < 200_000, `${read()} bytes of 3 MB are read`)
})

t.test('a crowd of strangers that send as much as they can keeps no guest out, and is gone soon', async t => {
  const { access, connects, signsIn } = await startFront(t)
  const crowd = Array.from({ length: 200 }, () => connects())
  for (const stranger of crowd) stranger.send(frame('x'.repeat(39_000)))
  await signsIn(connects(), PARIS)
  for (const stranger of crowd) t.match(await stranger.rest(), '<policy-violation ')
  while (access.counts().connections !== 1) await new Promise(setImmediate)
})

t.test('a client that has bound a resource sends stanzas of limits.stanzaBytes, as many as it wants', async t => {
  const { connects, signsIn, routed } = await startFront(t)
  const guest = connects()
  await signsIn(guest, TYBALT)
  const body = 'x'.repeat(9900)
  const message = `<message xmlns='jabber:client' to='${ROOM}' type='groupchat'><body>${body}</body></message>`
  for (let n = 0; n < 10; n++) guest.send(frame(message))
  guest.send(frame(ROSTER))
  await guest.until('</iq>')
  t.equal(routed.length, 10)
})

t.test('100 guests behind one address sign in at once, although three wrong secrets would lock it', async t => {
  const { connects, signsIn } = await startFront(t, {
    desk: {
      async signIn(local) {
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
        return { jid: `${local}@${DOMAIN}`, room: ROOM }
      },
    },
  })
  const pupils = Array.from({ length: 100 }, (_, n) => `guest-${String(n).padStart(16, '0')}`)
  const jids = await Promise.all(pupils.map(pupil => signsIn(connects(), pupil)))
  t.strictSame(
    jids.map(jid => jid.split('@')[0]),
    pupils,
  )
})

t.test('a half-open connection, which answers no ping, is dropped after the third interval', async t => {
  const { access, clock, connects, signsIn, dropped } = await startFront(t)
  const [dead, alive] = [connects(), connects()]
  await signsIn(dead, TYBALT)
  await signsIn(alive, PARIS)
  for (const pings of [1, 2, 3]) {
    clock.passes(30_000)
    while (alive.controls.length < pings) await once(alive.socket, 'data')
    // A pong, and then an answer: so the pong has been read.
    alive.send(frame('', 'pong'))
    alive.send(frame(ROSTER))
    await alive.until('</iq>')
  }
  await dead.rest()
  t.strictSame(dropped, ['silent'])
  while (access.counts().connections !== 1) await new Promise(setImmediate)
})

t.test('a client that does not read is dropped at 512 KiB, and the others get everything', async t => {
  const { access, connects, signsIn, dropped } = await startFront(t)
  const [slow, quick] = [connects(), connects()]
  const jids = [await signsIn(slow, TYBALT), await signsIn(quick, PARIS)]
  slow.socket.pause()
  const body = 'x'.repeat(100_000)
  const stanza = parseElement(`<message from='${ROOM}/romeo' type='groupchat'><body>${body}</body></message>`)
  while (dropped.length === 0) {
    access.take([{ stanza, to: jids }])
    await quick.until('</message>')
  }
  t.strictSame(dropped, ['slow'])
  access.take([{ stanza: parseElement(`<message from='${ROOM}/romeo' id='last'/>`), to: jids }])
  await quick.until('id="last"')
})

t.test('if too much is unsent in all, the connections that have most are dropped', async t => {
  const [one, two, three] = [{ unsent: 10 }, { unsent: 30 }, { unsent: 20 }]
  t.strictSame(slowest([one, two, three], 60), [])
  t.strictSame(slowest([one, two, three], 59), [two])
  t.strictSame(slowest([one, two, three], 29), [two, three])
  t.strictSame(slowest([], 0), [])
})

t.test('a client that floods is read at its pace: 200 frames at once, and 20 a second', async t => {
  const { clock, connects, signsIn, routed } = await startFront(t)
  const [flood, other] = [connects(), connects()]
  await signsIn(flood, TYBALT)
  await signsIn(other, PARIS)
  const ping = (id: string) =>
    `<iq xmlns='jabber:client' type='get' id='${id}' to='${DOMAIN}'><ping xmlns='urn:xmpp:ping'/></iq>`
  // More than what one read of the socket holds.
  for (let n = 0; n < 5000; n++) flood.send(Buffer.concat([frame(ping(`${n}`)), frame('', 'pong')]))
  const asks = async (id: string) => {
    other.send(frame(ping(id)))
    while (!routed.some(stanza => attr(stanza, 'id') === id)) await new Promise(setImmediate)
  }
  await asks('a')
  await asks('b')
  const before = routed.length
  t.ok(before < 1500, `${before} of 5002 are read`)
  await asks('c')
  t.equal(routed.length, before + 1)
  while (routed.length < 5003) {
    clock.passes(10_000)
    await new Promise(setImmediate)
  }
  const ids = routed.map(stanza => attr(stanza, 'id')).filter(id => !/[abc]/.test(id ?? ''))
  t.strictSame(ids, [...Array(5000).keys()].map(String), 'in order')
})

t.test('failed sign-ins are counted by IP address: then no further one is tried for a while', async t => {
  const { clock, connects, signsIn, locked } = await startFront(t)
  const inside = connects()
  await signsIn(inside, TYBALT)
  const guesses = async (secret: string) => {
    const raw = connects()
    return signsIn(raw, PARIS, secret).catch(error => String(error))
  }
  const failing = connects()
  const auth = (secret: string) => {
    const plain = Buffer.from(`\0${PARIS}\0${secret}`).toString('base64')
    return frame(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`)
  }
  failing.send(frame(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${DOMAIN}' version='1.0'/>`))
  await failing.until('</stream:features>')
  for (let n = 0; n < 3; n++) {
    failing.send(auth('guess'))
    await failing.until('<not-authorized/></failure>')
  }
  t.strictSame(locked, ['192.0.2.1'])
  failing.send(auth('key'))
  await failing.until('<temporary-auth-failure/></failure>')
  clock.passes(60_000)
  t.match(await guesses('key'), /^guest-/)
})

t.test('a client that is gone before its request is answered takes no place among the connections', async t => {
  const { access } = await startFront(t)
  const socket = new Socket()
  socket.destroy()
  await once(socket, 'close')
  access.accept({ request: new IncomingMessage(socket), socket, head: Buffer.alloc(0) }, '192.0.2.1')
  t.equal(access.counts().connections, 0)
})

t.test('what is for a guest never goes to the XMPP server, also long after the last client went', async t => {
  const { access } = await startFront(t)
  for (let ticks = 0; ticks < 5; ticks++) access.tick()
  const stanza = parseElement(`<message from='${ROOM}'><body>Approved</body></message>`)
  const [guest, romeo] = [`${TYBALT}@${DOMAIN}`, 'romeo@localhost/balcony']
  t.strictSame(access.take([{ stanza, to: [guest] }]), [])
  t.strictSame(access.take([{ stanza, to: [guest, romeo] }]), [{ stanza, to: [romeo] }])
})

t.test('a fault of our own ends the stream of this guest alone, and is logged as a fault', async t => {
  const broken = new Error('broken on purpose')
  const route = () => {
    throw broken
  }
  const { connects, signsIn, faults } = await startFront(t, { route })
  const [tybalt, paris] = [connects(), connects()]
  await signsIn(tybalt, TYBALT)
  await signsIn(paris, PARIS)
  tybalt.send(frame(`<message xmlns='jabber:client' to='${ROOM}' type='groupchat'><body>Peace?</body></message>`))
  await tybalt.until('<internal-server-error ')
  t.strictSame(faults, [broken])
  paris.send(frame(ROSTER))
  await paris.until('</iq>')
})
