import t from 'tap'
import { componentHeader, connectedComponent, dial, handshakeFor, signedIn, startServer } from './peer.js'

t.test('a component with the right secret connects and can send', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  rooms.write("<message from='a@rooms.localhost' to='b@rooms.localhost/c' id='1'><body>x</body></message>")
  t.match(await rooms.beforePong(), '<message from="a@rooms.localhost" to="b@rooms.localhost/c" id="1">')
})

t.test('a wrong secret ends the stream with not-authorized, after the header', async t => {
  const server = await startServer(t)
  const rooms = await dial(server.ports.component)
  rooms.write(componentHeader('rooms.localhost'))
  rooms.write(`<handshake>${handshakeFor(await rooms.until('">'), 'wrong')}</handshake>`)
  t.match(await rooms.rest(), /^<stream:error.*<not-authorized .*<\/stream:error><\/stream:stream>$/)
})

t.test('stanzas before the handshake are refused', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  const rooms = await dial(server.ports.component)
  rooms.write(`${componentHeader('rooms.localhost')}<message from='rooms.localhost' to='romeo@localhost/a'/>`)
  t.match(await rooms.rest(), '<not-authorized ')
  t.equal(await romeo.beforePong(), '')
})

t.test('an unknown domain ends the stream with host-unknown, another namespace with invalid-namespace', async t => {
  const server = await startServer(t)
  const unknown = await dial(server.ports.component)
  unknown.write(componentHeader('other.localhost'))
  t.match(await unknown.rest(), /^<\?xml .*<stream:stream .*<host-unknown .*<\/stream:stream>$/)
  const client = await dial(server.ports.component)
  client.write(componentHeader('rooms.localhost').replace('jabber:component:accept', 'jabber:client'))
  t.match(await client.rest(), '<invalid-namespace ')
})

t.test('a second link for a domain ends with conflict, and the first one stays', async t => {
  const server = await startServer(t)
  const first = await connectedComponent(server)
  await first.until('</message>')
  const second = await dial(server.ports.component)
  second.write(componentHeader('rooms.localhost'))
  second.write(`<handshake>${handshakeFor(await second.until('">'), 'secret')}</handshake>`)
  t.match(await second.rest(), '<conflict ')
  t.equal(await first.beforePong(), '')
})

const BAD_ADDRESSES: readonly [string, string, string][] = [
  ["from='a@localhost' to='b@localhost'", 'invalid-from', 'a sender of another domain'],
  ["from='rooms.localhost.evil' to='b@localhost'", 'invalid-from', 'a domain that only begins like its own'],
  ["from='@' to='b@localhost'", 'invalid-from', 'a malformed sender'],
  ["to='b@localhost'", 'improper-addressing', 'no sender'],
  ["from='a@rooms.localhost'", 'improper-addressing', 'no receiver'],
]

for (const [addresses, condition, what] of BAD_ADDRESSES) {
  t.test(`a stanza with ${what} ends the stream with ${condition}`, async t => {
    const server = await startServer(t)
    const rooms = await connectedComponent(server)
    rooms.write(`<message ${addresses}/>`)
    t.match(await rooms.rest(), `<${condition} `)
  })
}

t.test('a component that closes its stream gets an answer, and may reconnect', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  rooms.write('</stream:stream>')
  t.match(await rooms.rest(), /<\/stream:stream>$/)
  await t.resolves(connectedComponent(server))
})
