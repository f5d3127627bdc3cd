import t from 'tap'
import { connectedComponent, online, startServer } from './peer.js'

/** A privileged message that contains another one. */
function carrying(inner: string, namespace = 'urn:xmpp:privilege:2'): string {
  const forwarded = `<forwarded xmlns='urn:xmpp:forward:0'>${inner}</forwarded>`
  const privilege = `<privilege xmlns='${namespace}'>${forwarded}</privilege>`
  return `<message from='rooms.localhost' to='localhost' id='p1'>${privilege}</message>`
}

const INVITATION = `<message xmlns='jabber:client' from='alice@localhost' to='bob@localhost' id='i1'>\
<x xmlns='jabber:x:conference' jid='v@rooms.localhost'/></message>`

t.test('the privilege is advertised after the handshake, and a component can send a message as a user', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  t.match(
    await rooms.until('</message>'),
    '<privilege xmlns="urn:xmpp:privilege:2"><perm access="message" type="outgoing"/></privilege>',
  )
  const bob = await online(server, 'bob/a')
  rooms.write(carrying(INVITATION))
  t.equal(await rooms.beforePong(), '')
  const message = await bob.beforePong()
  t.match(message, /^<message from="alice@localhost" to="bob@localhost" id="i1"><x [^>]*\/><\/message>$/)
  t.match(message, '<x xmlns="jabber:x:conference" jid="v@rooms.localhost"/>')
})

t.test('a privileged message to an account that does not exist is dropped without an error', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  await rooms.until('</message>')
  rooms.write(carrying(INVITATION))
  t.equal(await rooms.beforePong(), '')
})

const REFUSED: readonly [string, string, RegExp][] = [
  ['a full JID as sender', carrying(INVITATION.replace('alice@localhost', 'alice@localhost/a')), /auth"><forbidden /],
  ['a sender elsewhere', carrying(INVITATION.replace('alice@localhost', 'a@example.org')), /auth"><forbidden /],
  ['no sender', carrying(INVITATION.replace("from='alice@localhost'", '')), /auth"><forbidden /],
  ['the other namespace', carrying(INVITATION, 'urn:xmpp:privilege:1'), /cancel"><service-unavailable /],
  ['a message of no namespace', carrying(INVITATION.replace("xmlns='jabber:client'", '')), /modify"><bad-request /],
  ['nothing', carrying(''), /modify"><bad-request /],
]

for (const [what, message, answer] of REFUSED) {
  t.test(`${what} is refused`, async t => {
    const server = await startServer(t)
    const rooms = await connectedComponent(server)
    await rooms.until('</message>')
    const bob = await online(server, 'bob/a')
    rooms.write(message)
    t.match(await rooms.beforePong(), answer)
    t.notMatch(await bob.beforePong(), 'i1')
  })
}

t.test('the namespace of the privilege can be configured, and the privilege disabled', async t => {
  const older = await connectedComponent(await startServer(t, { privilege: 'urn:xmpp:privilege:1' }))
  t.match(await older.until('</message>'), '<privilege xmlns="urn:xmpp:privilege:1">')
  const without = await connectedComponent(await startServer(t, { privilege: false }))
  t.equal(await without.beforePong(), '')
  without.write(carrying(INVITATION))
  t.match(await without.beforePong(), '<service-unavailable ')
})

t.test('a client cannot send as another user', async t => {
  const server = await startServer(t)
  const mallory = await online(server, 'mallory/a')
  const bob = await online(server, 'bob/a')
  mallory.write(carrying(INVITATION).replace("from='rooms.localhost'", ''))
  t.match(await mallory.beforePong(), '<service-unavailable ')
  t.notMatch(await bob.beforePong(), 'i1')
})
