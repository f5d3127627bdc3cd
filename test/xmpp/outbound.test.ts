import t from 'tap'
import { parseElement, xml } from '../../src/stanza/element.js'
import { directInvitation } from '../../src/stanza/invitation.js'
import { DOMAIN } from './component-listener.js'
import { delivery, groupchat, ids, occupants, outboundWith, room } from './outbound-stand.js'

const invitation = directInvitation({
  from: 'alice@example.org',
  to: 'bob@example.org',
  id: 'i1',
  room,
})
const grant = parseElement(
  `<message from='example.org' to='${DOMAIN}'><privilege xmlns='urn:xmpp:privilege:2'>` +
    `<perm access='message' type='outgoing'/></privilege></message>`,
)

t.test('a message to several occupants is one write, in which only the addresses differ', async t => {
  const { outbound, writes, up } = outboundWith()
  up()
  const stanza = groupchat('m1')
  stanza.attrs['xmlns'] = 'jabber:client'
  stanza.attrs['to'] = room
  outbound.write([{ stanza, to: ['bob@example.org/a&b', 'eve@example.org/"x"'] }], [])
  const rest = `from="${room}/Juliet" id="m1" type="groupchat"><body>Hello</body></message>`
  t.equal(writes[1], `<message to="bob@example.org/a&amp;b" ${rest}<message to="eve@example.org/&quot;x&quot;" ${rest}`)
  t.equal(stanza.attrs['to'], room, 'the stanza itself is not changed')
})

t.test('characters outside XML are replaced, since a server would close the stream', async t => {
  const { outbound, writes, up } = outboundWith()
  up()
  outbound.write([{ stanza: xml('message', { from: room }, xml('body', {}, 'a\u0001b\uffff🍵\n')), to: [room] }], [])
  t.match(writes[1], '<body>a\ufffdb\ufffd🍵\n</body>')
})

t.test('nothing but a ping is written until the first ping of a link is back', async t => {
  const { outbound, writes, pong } = outboundWith()
  outbound.linkUp()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(1) }], [delivery('d1')])
  t.equal(writes.length, 1)
  t.match(writes[0], /^<iq type="get".*<ping xmlns="urn:xmpp:ping"\/><\/iq>$/)
  pong()
  t.equal(writes.length, 2)
})

t.test('at most one window is written until a ping is back', async t => {
  const { outbound, stanzas, pong, up } = outboundWith({ window: 10 })
  up()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(23) }], [])
  t.equal(stanzas().length, 10)
  pong()
  t.equal(stanzas().length, 15)
  pong()
  pong()
  pong()
  t.strictSame(
    stanzas().map(stanza => stanza.attrs['to']),
    occupants(23),
  )
})

t.test('stanzas that may be lost are written without a ping until they fill a half-window', async t => {
  const { outbound, writes, up } = outboundWith({ window: 10 })
  up()
  for (let i = 0; i < 4; i++) outbound.write([{ stanza: groupchat('m1'), to: occupants(1) }], [])
  t.notMatch(writes.slice(1).join(''), /<ping/)
  outbound.write([{ stanza: groupchat('m1'), to: occupants(1) }], [])
  t.match(writes.at(-1), /<ping/)
})

t.test('long stanzas fill a window sooner', async t => {
  const { outbound, stanzas, up } = outboundWith({ window: 10 })
  up()
  const long = xml('message', { from: room }, xml('body', {}, 'x'.repeat(1500)))
  outbound.write([{ stanza: long, to: occupants(20) }], [])
  t.equal(stanzas().length, 6)
})

t.test('answers and deliveries overtake room traffic', async t => {
  const { outbound, stanzas, pong, up } = outboundWith({ window: 10 })
  up()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(20) }], [])
  const result = xml('iq', { from: room, type: 'result', id: 'iq1' })
  const refusal = xml('presence', { from: room, type: 'error', id: 'p1' })
  outbound.write([{ stanza: result, to: occupants(1) }], [delivery('d1')])
  outbound.write([{ stanza: refusal, to: occupants(1) }], [])
  pong()
  t.strictSame(ids(stanzas().slice(10)), ['iq1', 'p1', 'd1', 'm1', 'm1'])
})

t.test('many deliveries leave half of the window to room traffic', async t => {
  const { outbound, stanzas, up } = outboundWith({ window: 8 })
  up()
  outbound.write(
    [{ stanza: groupchat('m'), to: occupants(20) }],
    ['d1', 'd2', 'd3', 'd4', 'd5'].map(id => delivery(id)),
  )
  t.strictSame(ids(stanzas()), ['d1', 'd2', 'm', 'm', 'd3', 'd4', 'm', 'm'])
})

/** The order of writing while more than a window of answers, of deliveries and of room traffic waits. */
function flood({ answerLength = 1 } = {}) {
  const { outbound, stanzas, linkUp, pong } = outboundWith({ window: 80 })
  const result = xml('iq', { from: room, type: 'result', id: 'iq' }, 'x'.repeat(answerLength))
  linkUp()
  outbound.write(
    [...occupants(300).map(asker => ({ stanza: result, to: [asker] })), { stanza: groupchat('m'), to: occupants(300) }],
    Array.from({ length: 300 }, (_, i) => delivery(`d${i}`)),
  )
  pong()
  return ids(stanzas()).map(id => id.replace(/\d/g, ''))
}

t.test('answers take half of a half-window, deliveries half of the rest, and room traffic the remainder', t => {
  const count = (part: string[]) => ['iq', 'd', 'm'].map(id => part.filter(one => one === id).length)
  const written = flood()
  t.same(count(written.slice(0, 40)), [20, 10, 10])
  t.same(count(written.slice(40)), [20, 10, 10])
  t.same(count(flood({ answerLength: 100_000 }).slice(0, 21)), [1, 10, 10])
  t.end()
})

t.test('the places that one kind does not need go to the others', t => {
  const { outbound, writes, up } = outboundWith({ window: 40 })
  up()
  const result = xml('iq', { from: room, type: 'result', id: 'iq' })
  outbound.write([{ stanza: result, to: occupants(60) }], [delivery('d')])
  t.equal(writes[1]?.match(/ id="(iq|d)"/g)?.length, 20)
  t.end()
})

t.test("a room's message to its moderators follows the earlier stanzas of the room, and overtakes later ones", t => {
  const { outbound, stanzas, pong, up } = outboundWith({ window: 20 })
  up()
  const event = `<message type='groupchat' from='${room}' to='alice@example.org' id='event'/>`
  outbound.write([{ stanza: groupchat('before'), to: occupants(25) }], [{ id: 'event', stanza: event }])
  outbound.write([{ stanza: groupchat('after'), to: occupants(100) }], [])
  pong()
  pong()
  const written = ids(stanzas())
  t.equal(written.indexOf('event'), 30)
  t.ok(written.indexOf('event') > written.lastIndexOf('before'))
  t.end()
})

t.test('the senders of deliveries take turns, and each keeps its order', t => {
  const { outbound, stanzas, pong, up } = outboundWith({ window: 2 })
  up()
  outbound.linkDown('lost')
  const by = (sender: string, id: string) => ({
    id,
    stanza: `<message from='${sender}' to='bob@example.org' id='${id}'/>`,
  })
  const many = Array.from({ length: 50 }, (_, i) => by(room, `many${i}`))
  outbound.write([], [...many, by(`tower@${DOMAIN}`, 'a'), by(`tower@${DOMAIN}`, 'b')])
  up()
  while (stanzas().length < 52) pong()
  t.same(ids(stanzas()).slice(0, 5), ['many0', 'a', 'many1', 'b', 'many2'])
  t.end()
})

t.test('rooms take turns, and each room keeps its order', async t => {
  const { outbound, stanzas, up } = outboundWith()
  up()
  const other = `tower@${DOMAIN}`
  outbound.write(
    [
      { stanza: groupchat('g1'), to: occupants(60) },
      { stanza: groupchat('g2'), to: occupants(2) },
      { stanza: groupchat('t1', other), to: occupants(1) },
      { stanza: xml('presence', { from: `${other}/Juliet`, id: 't2' }), to: occupants(1) },
    ],
    [],
  )
  const written = ids(stanzas())
  t.strictSame(
    written.filter((id, i) => id !== written[i - 1]),
    ['g1', 't1', 't2', 'g1', 'g2'],
  )
  t.equal(written.filter(id => id === 'g1').length, 60)
})

t.test('the ping behind a window confirms all deliveries of the window', async t => {
  const { outbound, writes, confirmed, pong, up } = outboundWith()
  up()
  outbound.write([], [delivery('d1'), delivery('d2')])
  t.match(writes.at(-1), /id="d1".*id="d2".*<ping/)
  t.strictSame(confirmed, [])
  pong()
  t.strictSame(confirmed, [['d1', 'd2']])
})

t.test('a ping that is answered by an error confirms the same deliveries, and those of earlier pings', async t => {
  const { outbound, pings, confirmed, up } = outboundWith()
  up()
  outbound.write([], [delivery('d1')])
  outbound.write([], [delivery('d2')])
  const last = pings().at(-1)
  const answer = xml('iq', { type: 'error', id: last?.attrs['id'], from: DOMAIN, to: last?.attrs['from'] })
  t.equal(outbound.takes(answer), true)
  t.strictSame(confirmed, [['d1', 'd2']])
})

t.test('stanzas that are not for outbound are not taken', async t => {
  const { outbound, up } = outboundWith()
  up()
  t.equal(outbound.takes(groupchat('m1')), false)
  t.equal(outbound.takes(xml('iq', { type: 'get', id: '1', from: 'bob@example.org/home', to: DOMAIN })), false)
  t.equal(outbound.takes(xml('message', { type: 'error', id: 'd1', from: 'bob@example.org/home', to: room })), false)
})

t.test('a ping confirms only the deliveries that were written before it', async t => {
  const { outbound, confirmed, pong, up } = outboundWith()
  up()
  outbound.write([], [delivery('d1')])
  outbound.write([], [delivery('d2')])
  pong()
  t.strictSame(confirmed, [['d1']])
})

t.test('after a lost link, unconfirmed deliveries are sent again with the same ids, in order', async t => {
  const { outbound, confirmed, stanzas, pings, pong, linkUp, up } = outboundWith({ window: 4 })
  up()
  outbound.write([], [delivery('d1'), delivery('d2'), delivery('d3'), delivery('d4'), delivery('d5')])
  const lost = pings().slice(1)
  outbound.linkDown('lost')
  outbound.write([], [delivery('d6'), delivery('d1')])
  t.strictSame(ids(stanzas()), ['d1', 'd2', 'd3', 'd4'])
  linkUp()
  for (const ping of lost) outbound.takes(ping)
  t.strictSame([lost.length, confirmed, stanzas().length], [2, [], 4], 'a ping of the lost link confirms nothing')
  for (let i = 0; i < 4; i++) pong()
  t.strictSame(ids(stanzas().slice(4)), ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'])
  t.strictSame(confirmed.flat(), ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'])
})

t.test('queued room traffic is lost with the link, and so is traffic that is sent without a link', async t => {
  const { outbound, stanzas, up } = outboundWith({ window: 2 })
  up()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(5) }], [])
  outbound.linkDown('lost')
  outbound.write([{ stanza: groupchat('m2'), to: occupants(1) }], [])
  up()
  await outbound.drained(1)
  t.strictSame(ids(stanzas()), ['m1', 'm1'])
})

t.test('a text that the link did not accept is written once, when a ping is back', async t => {
  const { outbound, link, stanzas, pong, up } = outboundWith()
  up()
  outbound.write([], [delivery('d1')])
  link.takes = false
  outbound.write([], [delivery('d2')])
  link.takes = true
  pong()
  t.strictSame(ids(stanzas()), ['d1', 'd2'])
})

t.test('a stored row that cannot be sent is given up and logged', async t => {
  const { outbound, confirmed, log, writes, up } = outboundWith()
  up()
  outbound.write(
    [],
    [
      { id: 'd1', stanza: '<message' },
      { id: 'd2', stanza: '<message to="bob@example.org"/>' },
    ],
  )
  t.strictSame(confirmed, [['d1', 'd2']])
  t.match(log.lines, [/"id":"d1"/, /"id":"d2"/])
  t.equal(writes.length, 1)
})

t.test('drained waits until everything is confirmed, stanzas without a ping included', async t => {
  const { outbound, writes, pong, up } = outboundWith()
  up()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(1) }], [])
  const drained = outbound.drained(60_000)
  t.match(writes.at(-1), /^<iq.*<ping/)
  pong()
  await drained
})

t.test('drained ends at its time limit if a ping never comes back', async () => {
  const { outbound, up } = outboundWith()
  up()
  outbound.write([], [delivery('d1')])
  await outbound.drained(1)
})

t.test('drained ends at once if nothing waits', async () => {
  await outboundWith().outbound.drained(60_000)
})

t.test('XEP-0356: an invitation uses the privilege if the host grants it, before or after the first ping', async t => {
  for (const advertFirst of [true, false]) {
    const { outbound, writes, pong } = outboundWith({ inviterAddress: 'auto', advertGrace: 60_000 })
    outbound.linkUp()
    if (advertFirst) t.equal(outbound.takes(grant), true)
    outbound.write([], [{ id: 'i1', stanza: invitation.toString() }])
    pong()
    if (!advertFirst) {
      t.equal(writes.length, 1, 'the invitation waits for adverts')
      outbound.takes(grant)
    }
    t.match(
      writes[1],
      /^<message from="rooms.example.org" to="example.org" id="i1"><privilege xmlns="urn:xmpp:privilege:2">/,
    )
    outbound.linkDown('lost')
  }
})

t.test('an invitation comes from the room if no host grants the privilege', async t => {
  const { outbound, writes, log, up } = outboundWith({ inviterAddress: 'privilege' })
  up()
  const [first, second] = ['i1', 'i2'].map(id => ({ id, stanza: invitation.toString().replace('i1', id) }))
  if (first && second) outbound.write([], [first, second])
  await outbound.drained(1)
  t.match(writes[1], `<message from="${room}" to="bob@example.org" id="i1">`)
  t.match(log.lines, [/privileged_entities/])
  t.equal(log.lines.length, 1)
})

t.test('an invitation that the host refuses to send comes from the room', async t => {
  const { outbound, stanzas, confirmed, pong } = outboundWith({ inviterAddress: 'auto' })
  outbound.linkUp()
  outbound.takes(grant)
  outbound.write([], [{ id: 'i1', stanza: invitation.toString() }])
  pong()
  outbound.takes(parseElement(`<message type='error' from='example.org' to='${DOMAIN}' id='i1'/>`))
  pong()
  t.strictSame(confirmed, [], 'the server does not have the refused form')
  await outbound.drained(1)
  t.equal(stanzas().at(-1)?.attrs['from'], room)
})

t.test('an asserted sender is not changed, nor is a sender of our own domain', async t => {
  const { outbound, stanzas, up } = outboundWith({ inviterAddress: 'asserted' })
  up()
  outbound.write([], [{ id: 'i1', stanza: invitation.toString() }, delivery('d1')])
  t.strictSame(
    stanzas().map(stanza => stanza.attrs['from']),
    ['alice@example.org', room],
  )
})

t.test('messages of a room to its occupants keep their order; an invitation overtakes them', t => {
  const { outbound, stanzas, up } = outboundWith()
  up()
  const event = xml('message', { type: 'groupchat', from: room, to: 'bob@example.org/phone', id: 'e1' })
  outbound.write(
    [{ stanza: xml('presence', { from: `${room}/bob`, id: 'p1' }), to: ['bob@example.org/phone'] }],
    [
      { id: 'e1', stanza: event.toString() },
      { id: 'i1', stanza: invitation.toString() },
    ],
  )
  t.same(
    stanzas().map(stanza => stanza.attrs['id']),
    ['i1', 'p1', 'e1'],
  )
  t.end()
})

t.test('a stanza that is too long for servers is dropped, such a delivery is given up, and both are logged', t => {
  const { outbound, stanzas, confirmed, log, up } = outboundWith()
  up()
  const long = xml('body', {}, 'x'.repeat(500_000))
  outbound.write(
    [{ stanza: xml('message', { from: room }, long), to: ['bob@example.org/phone'] }],
    [{ id: 'd1', stanza: xml('message', { from: room, to: 'bob@example.org', id: 'd1' }, long).toString() }],
  )
  t.same(stanzas(), [])
  t.same(confirmed, [['d1']])
  t.equal(log.lines.length, 2)
  t.end()
})

t.test('the backlog counts places for the room and for the user who caused them, until they are written', t => {
  let eased = 0
  const { outbound, pong, up } = outboundWith({ window: 20, memoryLimit: 9000, eased: () => void eased++ })
  const long = xml('message', { from: room }, xml('body', {}, 'x'.repeat(1500)))
  const { backlog } = outbound
  outbound.linkUp()
  outbound.write([{ stanza: long, to: occupants(30), by: 'juliet@example.org' }], [])
  outbound.write([{ stanza: groupchat('m'), to: occupants(100) }], [])
  t.match(backlog, { pace: 20, isFull: true })
  t.same([backlog.of(room), backlog.of('juliet@example.org'), backlog.of('romeo@example.org')], [160, 60, 0])
  t.equal(eased, 0)
  up()
  t.same([backlog.of(room), backlog.of('juliet@example.org'), eased], [140, 40, 1])
  while (backlog.of(room) > 0) pong()
  t.match([backlog.of('juliet@example.org'), backlog.isFull], [0, false])
  outbound.write([{ stanza: long, to: occupants(100) }], [])
  outbound.linkDown('lost')
  t.equal(backlog.of(room), 0)
  t.end()
})

t.test('a slow server gets small windows, and a fast one larger windows', t => {
  const { outbound, stanzas, pong, clock, up } = outboundWith()
  up()
  outbound.write([{ stanza: groupchat('m'), to: occupants(100_000) }], [])
  const halfAfter = (ms: number) => {
    clock.passes(ms)
    const before = stanzas().length
    pong()
    return stanzas().length - before
  }
  t.same([stanzas().length, halfAfter(10), halfAfter(0), halfAfter(0)], [200, 125, 156, 195])
  for (let i = 0; i < 8; i++) halfAfter(0)
  t.equal(halfAfter(0), 500)
  t.equal(halfAfter(150), 500)
  for (let i = 0; i < 5; i++) halfAfter(400)
  t.equal(halfAfter(400), 50)
  t.equal(outbound.backlog.pace, 100)
  t.end()
})

t.test('an answer behind 20,000 stanzas waits for one window at most, and so does an invitation', t => {
  const { outbound, stanzas, pong, up } = outboundWith()
  up()
  for (let i = 0; i < 200; i++) outbound.write([{ stanza: groupchat('m'), to: occupants(100) }], [])
  const written = stanzas().length
  const result = xml('iq', { from: room, type: 'result', id: 'iq1' })
  outbound.write([{ stanza: result, to: occupants(1) }], [delivery('d1')])
  pong()
  t.same([written, ids(stanzas().slice(200, 202))], [200, ['iq1', 'd1']])
  t.end()
})

t.test('a stanza of one room waits for one turn of each other room, however much they send', t => {
  const { outbound, stanzas, pong, up } = outboundWith()
  up()
  const rooms = Array.from({ length: 10 }, (_, i) => `room${i}@${DOMAIN}`)
  outbound.write(
    rooms.map(from => ({ stanza: groupchat('m', from), to: occupants(2000) })),
    [],
  )
  outbound.write([{ stanza: groupchat('last', `quiet@${DOMAIN}`), to: occupants(1) }], [])
  pong()
  pong()
  t.ok(ids(stanzas()).indexOf('last') <= 500 + rooms.length * 25)
  t.not(ids(stanzas()).indexOf('last'), -1)
  t.end()
})
