import t from 'tap'
import { isGuestAddress } from '../../src/guests/guest-address.js'
import { parseElement } from '../../src/stanza/element.js'
import { serverStanzas } from '../../src/xmpp/server-stanzas.js'

t.test('a stanza of the server that claims to be from a guest is not passed on', t => {
  const passed: string[] = []
  const pass = serverStanzas(
    stanza => passed.push(String(stanza.attrs['from'])),
    jid => isGuestAddress(jid, 'rooms.localhost'),
  )
  const senders = [
    'guest-0123456789abcdef@rooms.localhost/tab',
    'guest-0123456789abcdef@rooms.localhost',
    'GUEST-0123456789ABCDEF@Rooms.localhost/tab',
    'guest-0123456789abcdef@localhost/tab',
    'guest-0123456789abcde@rooms.localhost',
    'romeo@localhost/guest-0123456789abcdef@rooms.localhost',
    '@',
  ]
  for (const from of senders) pass(parseElement(`<message from='${from}' to='verona@rooms.localhost'/>`))
  t.same(passed, senders.slice(3))
  t.end()
})
