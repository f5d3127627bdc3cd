import t from 'tap'
import WebSocket from 'ws'
import { dialWebSocket, OPEN, online, signedInOverWebSocket, startServer } from './peer.js'

t.test('a client signs in over WebSocket, sends and receives', async t => {
  const server = await startServer(t)
  const romeo = await signedInOverWebSocket(server, 'romeo/web')
  const juliet = await online(server, 'juliet/a')
  romeo.write("<message xmlns='jabber:client' to='juliet@localhost' id='m'><body>née</body></message>")
  t.equal(
    await juliet.until('</message>'),
    '<message to="juliet@localhost" id="m" from="romeo@localhost/web"><body>née</body></message>',
  )
  juliet.write("<message to='romeo@localhost/web' id='n'><body>x</body></message>")
  t.equal(
    await romeo.until('</message>'),
    '<message xmlns="jabber:client" to="romeo@localhost/web" id="n" from="juliet@localhost/a"><body>x</body></message>',
  )
})

t.test('<close/> is answered with <close/>', async t => {
  const server = await startServer(t)
  const romeo = await signedInOverWebSocket(server, 'romeo/web')
  romeo.write("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>")
  t.equal(await romeo.rest(), '<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>')
})

const FATAL: readonly [string | Uint8Array, string][] = [
  ["<message to='romeo@localhost'/>", 'invalid-namespace'],
  ["<message xmlns='jabber:client'>", 'not-well-formed'],
  ["<presence xmlns='jabber:client'/><presence xmlns='jabber:client'/>", 'bad-format'],
  ['<!DOCTYPE x>', 'restricted-xml'],
  [OPEN, 'bad-format'],
  [Uint8Array.of(60, 97, 47, 62), 'bad-format'],
  [`<message xmlns='jabber:client'><body>${'x'.repeat(300_000)}</body></message>`, 'policy-violation'],
]

for (const [frame, condition] of FATAL) {
  t.test(`the frame ${String(frame).slice(0, 50)} ends the stream with ${condition}`, async t => {
    const server = await startServer(t)
    const romeo = await signedInOverWebSocket(server, 'romeo/web')
    romeo.write(frame)
    t.match(await romeo.rest(), new RegExp(`^<stream:error xmlns:stream=.*<${condition} .*<close [^>]*/>$`))
  })
}

t.test('a frame that is too long closes the connection', async t => {
  const server = await startServer(t)
  const romeo = await signedInOverWebSocket(server, 'romeo/web')
  romeo.write('x'.repeat(2_000_000))
  await t.resolves(romeo.rest())
  await t.resolves(signedInOverWebSocket(server, 'romeo/web'), 'the server still runs')
})

t.test('a stanza before <open/> is refused', async t => {
  const server = await startServer(t)
  const peer = await dialWebSocket(server.ports.webSocket)
  peer.write("<presence xmlns='jabber:client'/>")
  t.match(await peer.rest(), /^<open .*<bad-format /)
})

t.test('a WebSocket without the subprotocol xmpp is refused', async t => {
  const server = await startServer(t)
  const socket = new WebSocket(`ws://127.0.0.1:${server.ports.webSocket}/`)
  const error = await new Promise<Error>(resolve => socket.once('error', resolve))
  t.match(error.message, '400')
})
