import t from 'tap'
import { moderatorEvent } from '../../src/stanza/configuration-event.js'

const event = {
  room: 'garden@rooms.example.org',
  to: 'alice@example.org/Balcony',
  id: 'e1',
  joiner: { jid: 'bob@example.org', name: 'Bob' },
}

t.test('a moderator is told who has joined: as an event for clients of the REST API, as text for others', async t => {
  t.equal(
    moderatorEvent(event).toString(),
    '<message from="garden@rooms.example.org" to="alice@example.org/Balcony" id="e1" type="groupchat">' +
      '<body>Bob has been invited to join the bubble</body>' +
      '<event xmlns="jabber:iq:configuration" name="invitation" jid="bob@example.org"/></message>',
  )
})

t.test('a name with the signs of XML is text', async t => {
  const joiner = { jid: "d'artagnan&co@example.org", name: '</body><b a="' }
  const written = moderatorEvent({ ...event, joiner }).toString()
  t.match(written, '<body>&lt;/body&gt;&lt;b a="')
  t.match(written, 'jid="d&apos;artagnan&amp;co@example.org"')
})
