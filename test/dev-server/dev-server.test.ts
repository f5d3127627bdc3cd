import { client } from '@xmpp/client'
import { component } from '@xmpp/component'
import t from 'tap'
import WebSocket from 'ws'
import { startDevServer } from '../../src/dev-server/index.js'
import { type Element, xml } from '../../src/stanza/element.js'
import { connectedComponent, dial, dialWebSocket, online, signedIn, startServer } from './peer.js'

/** A client of @xmpp/client, configured to use PLAIN over TCP without TLS. */
function xmppClient(service: string, username: string) {
  const xmpp = client({
    service,
    domain: 'localhost',
    credentials: authenticate => authenticate({ username, password: 'secret' }, 'PLAIN', xml('user-agent')),
  })
  xmpp.on('error', () => undefined)
  return xmpp
}

/** Resolves to the next message. */
function nextMessage(entity: { on(event: 'stanza', listen: (stanza: Element) => void): unknown }): Promise<Element> {
  return new Promise(resolve => entity.on('stanza', stanza => stanza.is('message') && resolve(stanza)))
}

t.test('@xmpp/client signs in over TCP, receives a message and signs out', async t => {
  const server = await startServer(t)
  const romeo = xmppClient(`xmpp://127.0.0.1:${server.ports.client}`, 'romeo')
  const address = await romeo.start()
  t.match(address.toString(), /^romeo@localhost\/\w+$/)
  const received = nextMessage(romeo)
  const juliet = await online(server, 'juliet/a')
  juliet.write(`<message to='${address}'><body>O Romeo \u{1f339}</body></message>`)
  t.equal((await received).getChildText('body'), 'O Romeo \u{1f339}')
  await romeo.stop()
  juliet.write(`<iq type='get' id='gone' to='${address}'><ping xmlns='urn:xmpp:ping'/></iq>`)
  t.match(await juliet.beforePong(), '<service-unavailable ')
})

t.test('@xmpp/client signs in over WebSocket', async t => {
  // The library needs a global WebSocket, which Node 20 does not have.
  Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? WebSocket })
  const server = await startServer(t)
  const romeo = client({
    service: `ws://127.0.0.1:${server.ports.webSocket}/xmpp-websocket`,
    domain: 'localhost',
    username: 'romeo',
    password: 'secret',
  })
  const address = await romeo.start()
  const received = nextMessage(romeo)
  await romeo.send(xml('message', { to: address.toString() }, xml('body', {}, 'to myself')))
  t.equal((await received).getChildText('body'), 'to myself')
  await romeo.stop()
})

t.test('@xmpp/component connects, and a client reaches it', async t => {
  const server = await startServer(t)
  const service = `xmpp://127.0.0.1:${server.ports.component}`
  const rooms = component({ service, domain: 'rooms.localhost', password: 'secret' })
  const privilege = nextMessage(rooms)
  await rooms.start()
  t.match((await privilege).toString(), 'urn:xmpp:privilege:2')
  const received = nextMessage(rooms)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message to='verona@rooms.localhost' id='m'/>")
  t.equal((await received).attrs['from'], 'romeo@localhost/a')
  await rooms.stop()
})

t.test('close ends every stream, those of clients first, and frees the ports', async t => {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 'secret' }] })
  const rooms = await connectedComponent(server)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<presence to='verona@rooms.localhost/Romeo'/>")
  await romeo.beforePong()
  const idle = await dial(server.ports.client)
  const web = await dialWebSocket(server.ports.webSocket)
  await server.close()
  t.match(await rooms.rest(), /type="unavailable".*<\/stream:stream>$/)
  t.equal(await romeo.rest(), '</stream:stream>')
  await idle.rest()
  await web.rest()
  const again = await startDevServer({ components: [], ports: server.ports })
  t.strictSame(again.ports, server.ports)
  await again.close()
  await t.resolves(again.close(), 'closing twice is no error')
})

t.test('the error for a port in use names it, and no other port stays open', async t => {
  const server = await startServer(t)
  const free = await startDevServer({ components: [] })
  await free.close()
  const ports = { client: free.ports.client, component: server.ports.component }
  await t.rejects(startDevServer({ components: [], ports }), {
    message: new RegExp(`cannot listen on 127.0.0.1:${ports.component} .*choose another port, or 0`),
  })
  const next = await startDevServer({ components: [], ports: { client: ports.client } })
  await next.close()
})

t.test('invalid options are refused', async t => {
  const rooms = { domain: 'rooms.localhost', secret: 'secret' }
  await t.rejects(startDevServer({ components: [rooms, rooms] }), { message: /^rooms.localhost is configured twice/ })
  await t.rejects(startDevServer({ components: [{ ...rooms, domain: 'a@b' }] }), { message: /not a domain/ })
  await t.rejects(startDevServer({ components: [], domain: '' }), { message: /not a domain/ })
  await t.rejects(startDevServer({ components: [], accounts: new Map([['a b', 'x']]) }), { message: /user name/ })
})

t.test('the log has each connection and its end with the reason', async t => {
  const lines: string[] = []
  const server = await startServer(t, { log: line => lines.push(line) })
  await connectedComponent(server)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write('</oops>')
  await romeo.rest()
  t.strictSame(lines, [
    'component rooms.localhost: connected',
    'client "romeo@localhost/a": connected',
    'client: stream closed: not-well-formed: "The end tag </oops> has no start tag."',
    'client "romeo@localhost/a": disconnected',
  ])
})
