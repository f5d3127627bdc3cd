import t from 'tap'
import { connectedComponent, signedIn, startServer } from './peer.js'

t.test('a stanza to an unknown domain is refused with remote-server-not-found', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  for (const stanza of ["message type='headline'", 'presence', "iq type='get'", "message type='chat'"]) {
    romeo.write(`<${stanza} to='juliet@nowhere.example/b' id='x'/>`)
    t.match(await romeo.beforePong(), /from="juliet@nowhere.example\/b".*<remote-server-not-found /, stanza)
  }
})

t.test('a stanza to a component that is down is refused with remote-server-timeout of type wait', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message type='groupchat' to='verona@rooms.localhost' id='m'><body>x</body></message>")
  t.match(await romeo.beforePong(), /<body>x<\/body><error type="wait"><remote-server-timeout /)
})

t.test('a component can reconnect after its link was cut', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  const rooms = await connectedComponent(server)
  server.disconnectComponents()
  t.notMatch(await rooms.rest(), '</stream:stream>')
  romeo.write("<presence to='verona@rooms.localhost/Romeo' id='p'/>")
  t.match(await romeo.beforePong(), '<remote-server-timeout ')
  const again = await connectedComponent(server)
  romeo.write("<presence to='verona@rooms.localhost/Romeo' id='q'/>")
  await t.resolves(again.until('id="q"'))
})

t.test('stanzas that a component sends to itself arrive in order, after the errors for earlier stanzas', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  await rooms.beforePong()
  let sent = ''
  for (let i = 0; i < 1000; i++) {
    sent += `<message type='groupchat' from='r@rooms.localhost' to='gone@localhost/a' id='m${i}'/>`
  }
  rooms.write(`${sent}<message from='rooms.localhost' to='rooms.localhost' id='barrier'/>`)
  const ids = [...(await rooms.until('id="barrier"/>')).matchAll(/ id="(\w+)"/g)].map(match => match[1])
  t.strictSame(ids, [...Array.from({ length: 1000 }, (_, i) => `m${i}`), 'barrier'])
})

t.test('components can send to each other, and addresses are prepared', async t => {
  const components = ['rooms.localhost', 'other.localhost'].map(domain => ({ domain, secret: 'secret' }))
  const server = await startServer(t, { components })
  const rooms = await connectedComponent(server)
  const other = await connectedComponent(server, 'other.localhost')
  rooms.write("<message from='A@Rooms.localhost/X' to='B@OTHER.localhost/Y' id='m'/>")
  await rooms.beforePong()
  t.match(await other.beforePong(), 'from="a@rooms.localhost/X" to="b@other.localhost/Y"')
})

t.test('a malformed address and a malformed IQ are refused', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message to='@nowhere' id='m'/>")
  t.match(await romeo.beforePong(), /<error type="modify"><jid-malformed /)
  romeo.write("<iq to='localhost' id='i'/>")
  t.match(await romeo.beforePong(), /id="i".*<bad-request /)
  romeo.write("<iq type='get' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>")
  t.match(await romeo.beforePong(), '<bad-request ')
})

t.test('a message to the server itself is refused', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message to='localhost' id='m'/><presence to='localhost'/>")
  t.match(await romeo.beforePong(), /^<message [^>]*id="m".*<service-unavailable .*<\/message>$/)
})
