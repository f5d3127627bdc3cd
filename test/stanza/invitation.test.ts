import t from 'tap'
import type { Element } from '../../src/stanza/element.js'
import { directInvitation, mediatedInvitation, toMediated } from '../../src/stanza/invitation.js'

const direct = {
  from: 'alice@example.org',
  to: 'bob@example.org',
  id: 'i1',
  room: 'garden@rooms.example.org',
  reason: 'Tea & cake',
  password: 'key',
}
const family = { roomId: '0123456789abcdef01234567', roomName: 'The garden' }
const STORE = '<store xmlns="urn:xmpp:hints"/>'
const mediated = { from: direct.room, inviter: direct.from, to: direct.to, id: 'i1' }

t.test('XEP-0249: a direct invitation has no type, and what the specification names', async t => {
  t.equal(
    directInvitation(direct).toString(),
    '<message from="alice@example.org" to="bob@example.org" id="i1">' +
      '<x xmlns="jabber:x:conference" jid="garden@rooms.example.org" reason="Tea &amp; cake" password="key"/>' +
      `${STORE}</message>`,
  )
})

t.test('a direct invitation for a client of the family has the type chat and what that client reads', async t => {
  t.equal(
    directInvitation({ ...direct, family }).toString(),
    '<message from="alice@example.org" to="bob@example.org" id="i1" type="chat">' +
      '<x xmlns="jabber:x:conference" jid="garden@rooms.example.org" reason="Tea &amp; cake"' +
      ' thread="0123456789abcdef01234567" roomid="0123456789abcdef01234567" name="The garden" password="key"/>' +
      `<event xmlns="jabber:iq:configuration" name="invitation"/>${STORE}</message>`,
  )
})

t.test('a direct invitation without reason, password and a name has no empty attributes', async t => {
  const bare = { ...direct, reason: undefined, password: undefined }
  const attributes = (message: Element) => Object.keys(JSON.parse(JSON.stringify(message.getChild('x')?.attrs)))
  t.strictSame(attributes(directInvitation(bare)), ['xmlns', 'jid'])
  const ofFamily = directInvitation({ ...bare, family: { ...family, roomName: '' } })
  t.strictSame(attributes(ofFamily), ['xmlns', 'jid', 'thread', 'roomid'])
})

t.test('a mediated invitation comes from the room, has the type normal and names the inviter', async t => {
  t.equal(
    mediatedInvitation({ ...mediated, reason: 'Tea', password: 'key' }).toString(),
    '<message from="garden@rooms.example.org" to="bob@example.org" id="i1">' +
      '<x xmlns="http://jabber.org/protocol/muc#user"><invite from="alice@example.org"><reason>Tea</reason></invite>' +
      '<password>key</password></x>' +
      '<x xmlns="jabber:x:conference" jid="garden@rooms.example.org" reason="Tea" password="key">Tea</x></message>',
  )
})

t.test('a mediated invitation continues a chat with and without a thread', async t => {
  const inviteOf = (continueThread: string) =>
    mediatedInvitation({ ...mediated, continueThread })
      .getChild('x')
      ?.getChild('invite')
      ?.toString()
  t.match(inviteOf('t1'), '<continue thread="t1"/>')
  t.match(inviteOf(''), '<continue/>')
})

t.test('the mediated form of a direct invitation keeps its id, its type and its content', async t => {
  const form = toMediated(directInvitation({ ...direct, family }))
  t.equal(
    form?.toString(),
    '<message from="garden@rooms.example.org" to="bob@example.org" id="i1" type="chat">' +
      '<x xmlns="http://jabber.org/protocol/muc#user"><invite from="alice@example.org">' +
      '<reason>Tea &amp; cake</reason></invite><password>key</password></x>' +
      '<x xmlns="jabber:x:conference" jid="garden@rooms.example.org" reason="Tea &amp; cake"' +
      ' thread="0123456789abcdef01234567" roomid="0123456789abcdef01234567" name="The garden" password="key"/>' +
      '<event xmlns="jabber:iq:configuration" name="invitation"/>' +
      `${STORE}</message>`,
  )
})

t.test('a message that is not a direct invitation has no mediated form', async t => {
  t.equal(toMediated(mediatedInvitation(mediated)), undefined)
})
