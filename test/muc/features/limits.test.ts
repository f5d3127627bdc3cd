import t from 'tap'
import { assertRefused, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const TOO_MUCH = `<error type='modify'><policy-violation/></error>`

t.test('a stanza that would become too long for the server is refused, and no other', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat' id='m1'><body>${'&gt;'.repeat(50_000)}</body></message>`)
  const refusal = await romeo.receives(`<message type='error' id='m1'>${TOO_MUCH}</message>`)
  t.equal(refusal.getChild('body'), undefined, 'the body is not returned')
  await juliet.receivesNothing()
})

t.test('a message too long to store is delivered, and not in the history', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>${'x'.repeat(40_000)}</body></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>short</body></message>`)
  await juliet.receives('<message><body/></message>', '<message><body>short</body></message>')
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  const got = await mercutio.receivedMeanwhile()
  t.same(
    got.filter(stanza => stanza.getChild('body')).map(stanza => stanza.getChildText('body')),
    ['short'],
  )
})

t.test('the history for a newcomer is limited in length, and drops the oldest messages', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  for (let i = 0; i < 12; i++) {
    romeo.sends(`<message to='${room}' type='groupchat'><body>${i} ${'x'.repeat(30_000)}</body></message>`)
  }
  await romeo.receives('<message><body/></message>', `<message><body>11 ${'x'.repeat(30_000)}</body></message>`)
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  const got = await mercutio.receivedMeanwhile()
  const kept = got.filter(stanza => stanza.getChild('body')).map(stanza => stanza.getChildText('body')?.split(' ')[0])
  t.same(kept, ['4', '5', '6', '7', '8', '9', '10', '11'])
})

t.test('presence, subject, reasons, names and passwords have a maximum length', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  const long = 'x'.repeat(20_000)
  const muc = `<x xmlns='http://jabber.org/protocol/muc'/>`
  mercutio.sends(`<presence to='${room}/mercutio'>${muc}<status>${long}</status></presence>`)
  await mercutio.receives(`<presence type='error'>${TOO_MUCH}</presence>`)
  romeo.sends(`<message to='${room}' type='groupchat' id='s1'><subject>${long}</subject></message>`)
  await romeo.receives(`<message type='error' id='s1'>${TOO_MUCH}</message>`)
  const invite = `<invite to='a@localhost'><reason>${long}</reason></invite>`
  romeo.sends(`<message to='${room}' id='i1'><x xmlns='http://jabber.org/protocol/muc#user'>${invite}</x></message>`)
  await romeo.receives(`<message type='error' id='i1'>${TOO_MUCH}</message>`)
  for (const field of ['roomname', 'roomdesc', 'roomsecret']) {
    const name = `muc#roomconfig_${field}`
    assertRefused(await romeo.configures(room, { [name]: long }), ['not-acceptable', 'modify'], name)
  }
})

t.test('one message invites a limited number of JIDs, all of them people', async t => {
  const { romeo, room, domain } = await romeoAndJuliet(t)
  const invites = (to: string[]) => `<message to='${room}' id='i1'><x xmlns='http://jabber.org/protocol/muc#user'>
    ${to.map(jid => `<invite to='${jid}'/>`).join('')}</x></message>`
  romeo.sends(invites(Array.from({ length: 21 }, (_, i) => `u${i}@localhost`)))
  await romeo.receives(`<message type='error' id='i1'>${TOO_MUCH}</message>`)
  for (const jid of ['example.org', `other@${domain}`]) {
    romeo.sends(invites([jid]))
    await romeo.receives(`<message type='error' id='i1'><error type='modify'><not-acceptable/></error></message>`)
  }
})

t.test('the list of rooms stops at the maximum length of an answer', async t => {
  const { juliet, domain } = await scenario(t)
  const rooms = Array.from({ length: 300 }, () => ({ name: '"'.repeat(255), visibility: 'public' }))
  await Promise.all(rooms.map(room => juliet.calls('POST', '/api/rainbow/enduser/v1.0/rooms', room)))
  const list = await juliet.asks(
    `<iq type='get' to='${domain}'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>`,
  )
  const items = list.getChild('query')?.getChildren('item').length ?? 0
  t.ok(items > 100 && items < 300, `${items} of 300 rooms`)
})

for (const length of [20_000, 140_000]) {
  t.test(`a client leaves with a status of ${length} characters, which is dropped`, async t => {
    const { romeo, juliet, room } = await romeoAndJuliet(t)
    juliet.sends(`<presence type='unavailable' to='${room}/juliet'><status>${'x'.repeat(length)}</status></presence>`)
    const [gone] = await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'/>`)
    t.equal(gone?.getChild('status'), undefined)
  })
}

t.test('an unreachable client is removed, also when its error returns a long message', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const gone = `<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  juliet.sends(`<message type='error' to='${room}'><body>${'x'.repeat(140_000)}</body>${gone}</message>`)
  await romeo.receives(`<presence type='unavailable' from='${room}/juliet'><x><status code='333'/></x></presence>`)
})

t.test('a client that refuses a long message stays', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const dislike = `<error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  juliet.sends(`<message type='error' to='${room}'><body>${'x'.repeat(140_000)}</body>${dislike}</message>`)
  await romeo.receivesNothing()
})
