import t from 'tap'
import { codesOf, itemOf, startDevStage } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const GONE = [
  'gone',
  'item-not-found',
  'recipient-unavailable',
  'redirect',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
  'internal-server-error',
  'jid-malformed',
]

for (const condition of GONE) {
  t.test(`18.1.2: an error ${condition} means that the client is gone: it is removed with 333`, async t => {
    const { romeo, juliet, room } = await romeoAndJuliet(t)
    juliet.sends(`<message type='error' to='${room}/romeo'>
      <error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`)
    const [own] = await juliet.receivesOnly(`<presence type='unavailable' from='${room}/juliet'/>`)
    const [seen] = await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'/>`)
    t.same([own && codesOf(own), seen && codesOf(seen)], [[110, 333], [333]])
    t.match(seen && itemOf(seen), { affiliation: 'none', role: 'none' })
  })
}

t.test('18.1.2: an error of any other condition removes no occupant', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const others = ['bad-request', 'conflict', 'feature-not-implemented', 'forbidden', 'not-acceptable', 'not-allowed']
  for (const condition of [
    ...others,
    'not-authorized',
    'policy-violation',
    'resource-constraint',
    'undefined-condition',
  ]) {
    const error = `<error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
    juliet.sends(`<message type='error' to='${room}'>${error}</message>`)
    juliet.sends(`<presence type='error' to='${room}/romeo'>${error}</presence>`)
  }
  await juliet.receivesNothing()
  await romeo.receivesNothing(`<presence/>`)
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await romeo.receives(`<message from='${room}/juliet'><body>Still here</body></message>`)
})

t.test('18.1.2: an error without a condition removes the client', async t => {
  // Always on a dev server, because a real server may not deliver such an error.
  const stage = await startDevStage()
  t.teardown(() => stage.stop())
  const { romeo, juliet, room } = await romeoAndJuliet(t, { server: stage.server })
  juliet.sends(`<message type='error' to='${room}/romeo'/>`)
  await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'><x><status code='333'/></x></presence>`)
})

t.test('18.1.2: an error to the room JID, or of a presence, removes the client too', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await mercutio.enters(room)
  await romeo.receivedMeanwhile()
  const error = `<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  juliet.sends(`<message type='error' to='${room}'>${error}</message>`)
  await romeo.receives(`<presence type='unavailable' from='${room}/juliet'><x><status code='333'/></x></presence>`)
  mercutio.sends(`<presence type='error' to='${room}/romeo'>${error}</presence>`)
  await romeo.receives(`<presence type='unavailable' from='${room}/mercutio'><x><status code='333'/></x></presence>`)
})

t.test('RFC 6120 8.3.1: an error from an outsider is not answered', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  const error = `<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  for (const to of [room, `${room}/romeo`, 'nowhere@rooms.localhost', 'rooms.localhost']) {
    mercutio.sends(`<message type='error' to='${to}'>${error}</message>`)
    mercutio.sends(`<presence type='error' to='${to}'>${error}</presence>`)
  }
  await mercutio.receivesNothing()
  await romeo.receivesNothing()
})

t.test('18.1.2: a client that left while the service was down is removed when a message bounces', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  await restart(() => juliet.signsOut())
  romeo.sends(`<message to='${room}' type='groupchat'><body>Juliet?</body></message>`)
  await romeo.receives(
    `<message from='${room}/romeo'><body>Juliet?</body></message>`,
    `<presence type='unavailable' from='${room}/juliet'><x><item role='none'/><status code='333'/></x></presence>`,
  )
})

t.test('18.1.2: an unreachable client does not remove the other clients of its user', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  await juliet.receivedMeanwhile()
  juliet.sends(`<message type='error' to='${room}'>
    <error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`)
  await juliet.receivesOnly(`<presence type='unavailable'><x><status code='333'/></x></presence>`)
  await romeo.receivesNothing(`<presence type='unavailable'/>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Art thou there?</body></message>`)
  await garden.receives('<message><body>Art thou there?</body></message>')
  await juliet.receivesNothing()
})
