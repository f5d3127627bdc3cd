import t from 'tap'
import { attr, parseElement } from '../../src/stanza/element.js'
import { type RoomChanges, roomNotification } from '../../src/stanza/room-notification.js'

const room = { id: '0123456789abcdef01234567', jid: 'room_1@rooms.example.org', messageId: 'n1' }
const written = (changes: RoomChanges) => roomNotification(room, changes).toString()

const notification = (attributes: string, rest = '/>') =>
  '<message type="management" id="n1" from="room_1@rooms.example.org">' +
  '<room xmlns="jabber:iq:configuration" roomid="0123456789abcdef01234567" roomjid="room_1@rooms.example.org"' +
  `${attributes}${rest}<no-store xmlns="urn:xmpp:hints"/></message>`

t.test('the changes of a room are attributes, without white space between elements', async t => {
  t.equal(written({ name: 'Verona', topic: '' }), notification(' name="Verona" topic=""'))
  t.equal(
    written({ member: { user: 'bob@example.org', status: 'accepted' } }),
    notification(' userjid="bob@example.org" status="accepted"'),
  )
  t.equal(
    written({ member: { user: 'bob@example.org', privilege: 'moderator' } }),
    notification(' userjid="bob@example.org" privilege="moderator"'),
  )
})

t.test('a new avatar is an attribute with its time, a deleted one an element', async t => {
  t.equal(written({ avatar: 0 }), notification(' lastAvatarUpdateDate="1970-01-01T00:00:00.000Z"'))
  t.equal(written({ avatar: 'deleted' }), notification('', '><avatar action="delete"/></room>'))
})

t.test('custom data is JSON with only characters of XML', async t => {
  const customData = { 'a "b"': ['<&>', '\u0000\ud800\ufffe\uffff', 7, null] }
  const text = written({ customData })
  t.match(text, String.raw`\u0000\ud800\ufffe\uffff`)
  const element = parseElement(text).getChild('room')
  t.strictSame(element && JSON.parse(attr(element, 'customData') ?? ''), customData)
})
