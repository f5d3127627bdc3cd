import { EventEmitter, once } from 'node:events'
import t from 'tap'
import type { Element } from '../../src/stanza/element.js'
import { LinkError, type LinkOptions, openLink } from '../../src/xmpp/link.js'
import { type Cleanup, ComponentListener, DOMAIN, keptLog, SECRET } from './component-listener.js'
import { TestClock } from './test-clock.js'

/** A link that the end of the test stops, and its events. */
function linkTo(t: Cleanup, service: string, changes: Partial<LinkOptions> = {}) {
  const stanzas: Element[] = []
  const events: string[] = []
  const ends: string[] = []
  const signal = new EventEmitter()
  const tell = (word: string) => {
    events.push(word)
    signal.emit('event')
  }
  const log = keptLog(() => signal.emit('event'))
  const options = { service, domain: DOMAIN, secret: SECRET, connectTimeout: 20, log, ...changes }
  const link = openLink(options, {
    onStanza(stanza) {
      stanzas.push(stanza)
      tell(String(stanza.attrs['id']))
      queueMicrotask(() => events.push('end of tick'))
      if (stanza.attrs['id'] === 'poison') throw new Error('a fault of ours')
    },
    onUp: () => tell('up'),
    onDown: why => {
      ends.push(why)
      tell('down')
    },
  })
  t.teardown(() => link.stop())
  const until = async (condition: () => boolean) => {
    while (!condition()) await once(signal, 'event')
  }
  return { link, stanzas, events, ends, log, until }
}

/** A link that is up, and its server's side. */
async function linked(t: Cleanup, manners?: 'stubborn') {
  const server = await ComponentListener.start(t, manners)
  const stand = linkTo(t, server.service)
  const started = stand.link.start()
  const peer = await server.next()
  await peer.accepts()
  await started
  return { ...stand, server, peer }
}

t.test('the stanzas of one read are passed in one tick, after the link is up', async t => {
  const server = await ComponentListener.start(t)
  const { link, events, until } = linkTo(t, server.service)
  const started = link.start()
  const peer = await server.next()
  await peer.accepts(`<message id='m1'/><presence id='p1'/><iq id='i1'/>`)
  await started
  await until(() => events.includes('i1'))
  t.strictSame(events, ['up', 'm1', 'p1', 'i1', 'end of tick', 'end of tick', 'end of tick'])
})

t.test('a stanza that arrives byte by byte is read whole', async t => {
  const { peer, stanzas, until } = await linked(t)
  await peer.saysByteByByte(`<message id='ü'><body>čaj 🍵 &amp; 茶</body></message>`)
  await until(() => stanzas.length === 1)
  t.equal(stanzas[0]?.attrs['id'], 'ü')
  t.equal(stanzas[0]?.getChildText('body'), 'čaj 🍵 & 茶')
})

t.test('written text arrives unchanged', async t => {
  const { link, peer } = await linked(t)
  t.equal(link.write('<message id="m1"/><message id="m2"/>'), true)
  await peer.receives('<message id="m1"/><message id="m2"/>')
})

t.test('a second handshake is ignored', async t => {
  const { peer, events, until } = await linked(t)
  peer.says(`<handshake/><message id='m1'/>`)
  await until(() => events.includes('m1'))
  t.strictSame(events.slice(0, 2), ['up', 'm1'])
})

t.test('a link that is down writes nothing', async t => {
  const { link, peer, events, until } = await linked(t)
  peer.socket.destroy()
  await until(() => events.includes('down'))
  t.equal(link.write('<message id="m1"/>'), false)
})

t.test('a link whose server does not read refuses to write at some point', async t => {
  const { link, peer } = await linked(t)
  peer.socket.pause()
  let writes = 0
  while (writes < 1000 && link.write('x'.repeat(100_000))) writes++
  t.ok(writes < 1000)
})

t.test('a lost link reconnects', async t => {
  const { link, server, peer, events, until } = await linked(t)
  peer.socket.end('</stream:stream>')
  await (await server.next()).accepts()
  await until(() => events.length === 3)
  t.strictSame(events, ['up', 'down', 'up'])
  t.equal(link.write('<message id="m1"/>'), true)
})

for (const [what, text] of [
  ['an entity that is not predefined in XML', '<message><body>&nbsp;</body></message>'],
  ['an element that is closed by another name', '<message><body></message>'],
  ['a second end of the stream', '</stream:stream></stream:stream><message/>'],
  ['a stream error without a condition', '<stream:error/>'],
  ['a redirection', '<stream:error><see-other-host>[</see-other-host></stream:error>'],
] as const) {
  t.test(`${what} ends the connection, and the link reconnects`, async t => {
    const { server, peer, events, until } = await linked(t)
    peer.says(text)
    await (await server.next()).accepts()
    await until(() => events.length === 3)
    t.strictSame(events, ['up', 'down', 'up'])
  })
}

t.test('a stanza that cannot be handled is logged and does not end the link', async t => {
  const { peer, events, log, until } = await linked(t)
  peer.says(`<message id='poison'/><message id='m2'/>`)
  await until(() => events.includes('m2'))
  t.notOk(events.includes('down'))
  t.match(log.text(), /could not be handled/)
})

t.test(
  'a wrong secret is reported once with advice and never logged; the link connects once it is corrected',
  async t => {
    const server = await ComponentListener.start(t)
    const { link, log, events, until } = linkTo(t, server.service, { secret: 'not it' })
    const started = link.start()
    for (let attempt = 0; attempt < 3; attempt++) await (await server.next()).accepts()
    const peer = await server.next()
    await peer.opens()
    peer.says('<handshake/>')
    await started
    await until(() => events.includes('up'))
    const complaints = log.lines.filter(line => line.includes('component_secret'))
    t.equal(complaints.length, 1)
    t.match(complaints[0], /ejabberd_service.*"trouble":"not-authorized"/)
    t.notMatch(log.text(), /not it/)
  },
)

t.test('a trouble that differs from the last one is logged', async t => {
  const server = await ComponentListener.start(t)
  const { link, log, until } = linkTo(t, server.service)
  link.start().catch(() => {})
  for (const condition of ['host-unknown', 'host-unknown', 'conflict']) {
    const peer = await server.next()
    await peer.opens()
    peer.fails(condition)
  }
  await until(() => log.text().includes('conflict'))
  t.match(log.lines, [/has no component/, /component_conflict_resolve/])
})

t.test('an instance that is replaced connects again; the second time it says so and waits for a minute', async t => {
  const clock = new TestClock()
  const server = await ComponentListener.start(t)
  const { link, events, log, until } = linkTo(t, server.service, { clock, handshakeTimeout: 200 })
  const started = link.start()
  const first = await server.next()
  await first.accepts()
  await started
  first.fails('conflict')
  await until(() => events.includes('down'))
  t.match(log.lines.at(-1), /Another connection has taken the place.*"trouble":"replaced"/)
  clock.passes(200)
  const second = await server.next()
  await second.accepts()
  await until(() => events.filter(it => it === 'up').length === 2)
  second.fails('conflict')
  await until(() => events.filter(it => it === 'down').length === 2)
  t.match(log.lines.at(-1), /waits for one to two minutes.*"trouble":"replaced-again"/)
  clock.passes(120_000)
  await (await server.next()).accepts()
  await until(() => events.filter(it => it === 'up').length === 3)
})

t.test('a port that is not for components is recognised by its stream header', async t => {
  const server = await ComponentListener.start(t)
  const { link, log, until } = linkTo(t, server.service)
  link.start().catch(() => {})
  const peer = await server.next()
  peer.says(`<stream:stream xmlns='jabber:client' id='s1' xmlns:stream='http://etherx.jabber.org/streams'>`)
  peer.fails('host-unknown')
  await until(() => log.lines.length > 0)
  t.match(log.lines, [/not a port for components/])
})

t.test('an attempt on a server that never answers ends, and the next one follows', async t => {
  const server = await ComponentListener.start(t)
  const { link, log } = linkTo(t, server.service, { handshakeTimeout: 0.05 })
  const started = link.start()
  const silent = await server.next()
  await silent.receives('<stream:stream')
  await (await server.next()).accepts()
  await started
  t.match(log.text(), /does not answer/)
})

t.test('a start without a handshake in time is rejected with advice', async t => {
  const server = await ComponentListener.start(t)
  await server.close()
  const { link, log } = linkTo(t, server.service, { connectTimeout: 0.3 })
  await t.rejects(link.start(), { name: 'LinkError', message: /No link within 0.3 s.*Nothing listens at/ })
  t.equal(log.lines.length, 1)
})

t.test('a stop closes the stream, and the link does not reconnect', async t => {
  const { link, peer, events } = await linked(t)
  await Promise.all([link.stop(), peer.receives('</stream:stream>')])
  t.strictSame(events, ['up', 'down'])
})

t.test('a stop ends as closed if the server closes its stream too', async t => {
  const { link, ends } = await linked(t)
  await link.stop()
  t.strictSame(ends, ['closed'])
})

t.test('a stop ends as lost if the server disconnects before it closes its stream', async t => {
  const { link, peer, ends } = await linked(t, 'stubborn')
  const stopped = link.stop()
  await peer.receives('</stream:stream>')
  peer.socket.destroy()
  await stopped
  t.strictSame(ends, ['lost'])
})

t.test('a stop ends even if the server does not close its side', async t => {
  const { link, events } = await linked(t, 'stubborn')
  await link.stop()
  t.strictSame(events, ['up', 'down'])
})

t.test('a stop ends even if the server has closed its side and reads nothing any more', async t => {
  const { link, peer, events, until } = await linked(t, 'stubborn')
  peer.socket.pause()
  const unread = `<message><body>${'x'.repeat(2 ** 16)}</body></message>`
  while (link.write(unread)) await new Promise(resolve => setImmediate(resolve))
  peer.socket.end("<message id='last'/>")
  await until(() => events.includes('last'))
  // The end of the server's side arrives after the last stanza: within these turns, or during the stop.
  for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setImmediate(resolve))
  await link.stop()
  t.equal(events.at(-1), 'down')
})

t.test('a link that was never started can be stopped', async t => {
  await linkTo(t, 'xmpp://127.0.0.1:1').link.stop()
})

t.test('a stop without a server rejects the start, and can be repeated', async t => {
  const server = await ComponentListener.start(t)
  await server.close()
  const { link, log, until } = linkTo(t, server.service)
  const rejected = t.rejects(link.start(), LinkError)
  await until(() => log.lines.length > 0)
  await link.stop()
  await link.stop()
  await rejected
})

t.test('a link that is cut reads and writes nothing more, and may be started again', async t => {
  const { link, server, peer, events, stanzas } = await linked(t)
  peer.says(`<message id='late'/>`)
  await link.cut()
  t.equal(link.write('<presence/>'), false)
  t.same(stanzas, [])
  t.strictSame(events, ['up', 'down'])
  const started = link.start()
  const next = await server.next()
  await next.accepts()
  await started
  t.strictSame(events, ['up', 'down', 'up'])
})

t.test('a link that may not connect again waits for its next start', async t => {
  let asked = 0
  const server = await ComponentListener.start(t)
  const mayConnect = async () => ++asked < 0
  const { link, until, ends } = linkTo(t, server.service, { mayConnect })
  const started = link.start()
  const peer = await server.next()
  await peer.accepts()
  await started
  peer.socket.destroy()
  await until(() => ends.length === 1)
  while (asked === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const again = link.start()
  const next = await server.next()
  await next.accepts()
  await again
  t.equal(asked, 1)
})
