import t from 'tap'
import { directInvitation, mediatedInvitation, toMediated } from '../../src/stanza/invitation.js'

const direct = {
  from: 'alice@example.org',
  to: 'bob@example.org',
  id: 'i1',
  room: 'garden@rooms.example.org',
  roomId: '0123456789abcdef01234567',
  roomName: 'The garden',
  reason: 'Tea & cake',
  password: 'key',
}
const mediated = { from: direct.room, inviter: direct.from, to: direct.to, id: 'i1' }

t.test('a direct invitation has the elements of XEP-0249 and those for clients of the REST API', async t => {
  t.equal(
    directInvitation(direct).toString(),
    '<message from="alice@example.org" to="bob@example.org" id="i1" type="chat">' +
      '<x xmlns="jabber:x:conference" jid="garden@rooms.example.org" reason="Tea &amp; cake"' +
      ' thread="0123456789abcdef01234567" roomid="0123456789abcdef01234567" name="The garden" password="key"/>' +
      '<event xmlns="jabber:iq:configuration" name="invitation"/></message>',
  )
})

t.test('a direct invitation without reason, password and a name has no empty attributes', async t => {
  const x = directInvitation({ ...direct, roomName: '', reason: undefined, password: undefined }).getChild('x')
  t.strictSame(Object.keys(JSON.parse(JSON.stringify(x?.attrs))), ['xmlns', 'jid', 'thread', 'roomid'])
})

t.test('a mediated invitation comes from the room, has the type normal and names the inviter', async t => {
  t.equal(
    mediatedInvitation({ ...mediated, reason: 'Tea', password: 'key' }).toString(),
    '<message from="garden@rooms.example.org" to="bob@example.org" id="i1">' +
      '<x xmlns="http://jabber.org/protocol/muc#user"><invite from="alice@example.org"><reason>Tea</reason></invite>' +
      '<password>key</password></x>' +
      '<x xmlns="jabber:x:conference" jid="garden@rooms.example.org" reason="Tea">Tea</x></message>',
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

t.test('the mediated form of a direct invitation keeps its id and its content', async t => {
  const form = toMediated(directInvitation(direct))
  t.equal(
    form?.toString(),
    '<message from="garden@rooms.example.org" to="bob@example.org" id="i1">' +
      '<x xmlns="http://jabber.org/protocol/muc#user"><invite from="alice@example.org">' +
      '<reason>Tea &amp; cake</reason></invite><password>key</password></x>' +
      '<x xmlns="jabber:x:conference" jid="garden@rooms.example.org" reason="Tea &amp; cake"' +
      ' thread="0123456789abcdef01234567" roomid="0123456789abcdef01234567" name="The garden" password="key"/>' +
      '<event xmlns="jabber:iq:configuration" name="invitation"/></message>',
  )
})

t.test('a message that is not a direct invitation has no mediated form', async t => {
  t.equal(toMediated(mediatedInvitation(mediated)), undefined)
})
