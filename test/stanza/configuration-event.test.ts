import t from 'tap'
import { userEvent } from '../../src/stanza/configuration-event.js'

const event = {
  name: 'invitation' as const,
  from: 'garden@rooms.example.org',
  id: 'e1',
  person: { jid: 'bob@example.org', name: 'Bob' },
}

t.test('a message about a user of a room has an event for clients of the REST API, and a text for others', async t => {
  t.equal(
    userEvent(event).toString(),
    '<message from="garden@rooms.example.org" id="e1" type="groupchat">' +
      '<body>Bob has been invited to join the bubble</body>' +
      '<event xmlns="jabber:iq:configuration" name="invitation" jid="bob@example.org"/></message>',
  )
})

t.test('a name with special characters of XML is escaped', async t => {
  const person = { jid: "d'artagnan&co@example.org", name: '</body><b a="' }
  const written = userEvent({ ...event, person }).toString()
  t.match(written, '<body>&lt;/body&gt;&lt;b a="')
  t.match(written, 'jid="d&apos;artagnan&amp;co@example.org"')
})

t.test('each event has its text', async t => {
  const words = (name: 'join' | 'leave') => userEvent({ ...event, name }).getChildText('body')
  t.equal(words('join'), 'Bob has joined the bubble')
  t.equal(words('leave'), 'Bob has left the bubble')
})
