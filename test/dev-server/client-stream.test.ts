import t from 'tap'
import { bind, CLIENT_HEADER, connectedComponent, dial, online, plain, signedIn, startServer } from './peer.js'

t.test('a client signs in with PLAIN and gets its requested resource', async t => {
  const server = await startServer(t, { accounts: new Map([['romeo', 'secret']]) })
  const romeo = await dial(server.ports.client)
  romeo.write(CLIENT_HEADER)
  t.match(await romeo.until('</stream:features>'), /<mechanism>PLAIN<\/mechanism><mechanism>ANONYMOUS</)
  romeo.write(plain('romeo', 'secret'))
  await romeo.until('<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>')
  romeo.write(CLIENT_HEADER)
  t.match(await romeo.until('</stream:features>'), /<bind .*<session /)
  romeo.write(bind('orchard'))
  t.match(await romeo.until('</iq>'), '<jid>romeo@localhost/orchard</jid>')
  romeo.write("<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>")
  t.match(await romeo.until('/>'), /<iq type="result" id="s"/)
})

t.test('a wrong password and an unknown name get the same refusal, and the client may try again', async t => {
  const server = await startServer(t, { accounts: new Map([['romeo', 'secret']]) })
  const romeo = await dial(server.ports.client)
  romeo.write(CLIENT_HEADER + plain('romeo', 'wrong'))
  t.match(await romeo.until('</failure>'), '<not-authorized/>')
  romeo.write(plain('mercutio', 'secret'))
  t.match(await romeo.until('</failure>'), '<not-authorized/>')
  romeo.write(plain('romeo', 'secret'))
  await t.resolves(romeo.until('<success'))
})

t.test('PLAIN without an initial response gets an empty challenge', async t => {
  const server = await startServer(t)
  const romeo = await dial(server.ports.client)
  const [begin = '', message = ''] = plain('romeo', 'secret').replace('</auth>', '').split('>')
  romeo.write(`${CLIENT_HEADER}${begin}></auth>`)
  await romeo.until('<challenge xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>')
  romeo.write(`<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${message}</response>`)
  await t.resolves(romeo.until('<success'))
})

t.test('each anonymous client gets its own account, which ends with its stream', async t => {
  const server = await startServer(t)
  const guest = await dial(server.ports.client)
  guest.write(`${CLIENT_HEADER}<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>`)
  await guest.until('<success')
  guest.write(CLIENT_HEADER + bind(''))
  const address = /<jid>(anonymous-\w+@localhost)\/\w+<\/jid>/.exec(await guest.until('</iq>'))?.[1]
  t.ok(address)
  const romeo = await signedIn(server, 'romeo/a')
  guest.write('</stream:stream>')
  await guest.rest()
  romeo.write(`<message to='${address}' id='m'><body>x</body></message>`)
  t.match(await romeo.beforePong(), /id="m".*<service-unavailable /)
})

t.test('a resource in use goes to the newer session', async t => {
  const server = await startServer(t)
  const older = await online(server, 'romeo/a')
  const newer = await signedIn(server, 'romeo/a')
  t.match(await older.rest(), /<conflict .*<\/stream:stream>$/)
  const juliet = await signedIn(server, 'juliet/a')
  juliet.write("<message to='romeo@localhost/a' id='m'/>")
  await juliet.beforePong()
  t.match(await newer.beforePong(), 'from="juliet@localhost/a"')
})

t.test('the server sets the sender of each stanza, and refuses a forged one', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message to='rooms.localhost' from='romeo@localhost' id='m'/>")
  t.match(await rooms.until('id="m"/>'), 'from="romeo@localhost/a"')
  romeo.write("<message to='rooms.localhost' from='juliet@localhost/a'/>")
  t.match(await romeo.rest(), '<invalid-from ')
  t.equal(await rooms.beforePong(), '')
})

t.test('stanzas are refused before the sign-in and before a resource is bound', async t => {
  const server = await startServer(t)
  const early = await dial(server.ports.client)
  early.write(`${CLIENT_HEADER}<message to='romeo@localhost'/>`)
  t.match(await early.rest(), '<not-authorized ')
  const unbound = await dial(server.ports.client)
  unbound.write(CLIENT_HEADER + plain('romeo', 'secret'))
  await unbound.until('<success')
  unbound.write(`${CLIENT_HEADER}<presence/>`)
  t.match(await unbound.rest(), '<not-authorized ')
})

t.test('a stream to another host ends with host-unknown', async t => {
  const server = await startServer(t)
  const romeo = await dial(server.ports.client)
  romeo.write(CLIENT_HEADER.replace("to='localhost'", "to='example.org'"))
  t.match(await romeo.rest(), '<host-unknown ')
})

t.test('a resource that cannot be part of an address is refused', async t => {
  const server = await startServer(t)
  const romeo = await dial(server.ports.client)
  romeo.write(CLIENT_HEADER + plain('romeo', 'secret'))
  await romeo.until('<success')
  romeo.write(CLIENT_HEADER + bind('x'.repeat(1024)))
  t.match(await romeo.until('</iq>'), '<bad-request ')
})

t.test('an element that is not a stanza ends the stream', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message xmlns='urn:other' to='juliet@localhost'/>")
  t.match(await romeo.rest(), '<unsupported-stanza-type ')
})
