import t from 'tap'
import { codesOf, itemOf, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

t.test('Rules 32 and 59, §7.14 and §17.3: a leaver receives 110, the others do not, both the role none', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence type='unavailable' to='${room}/juliet'/>`)
  const [own] = await juliet.receivesOnly(`<presence type='unavailable' from='${room}/juliet'/>`)
  const [seen] = await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'/>`)
  t.same([own && codesOf(own), seen && codesOf(seen)], [[110], []])
  t.same(own && itemOf(own), { affiliation: 'none', role: 'none' })
  t.same(seen && itemOf(seen), { affiliation: 'none', role: 'none', jid: juliet.jid })
})

t.test('Rule 32, §7.14: the status of a leaving occupant is passed on', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(
    `<presence type='unavailable' to='${room}/juliet'><status>Parting is such sweet sorrow</status></presence>`,
  )
  const farewell = `<presence type='unavailable'><status>Parting is such sweet sorrow</status></presence>`
  await romeo.receivesOnly(farewell)
  await juliet.receivesOnly(farewell)
})

t.test('Rule 59, §17.3: muc#user content of a leaving client is not passed on', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence type='unavailable' to='${room}/juliet'><x xmlns='http://jabber.org/protocol/muc#user'>
    <item role='none'><actor nick='romeo'/></item><status code='301'/></x></presence>`)
  const [seen] = await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'/>`)
  t.equal(seen?.getChildren('x').length, 1)
  t.same(seen && codesOf(seen), [])
})

t.test('7.14: a former occupant receives nothing more and may not speak', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await juliet.leaves(room)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Is she gone?</body></message>`)
  await juliet.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat' id='m1'><body>Wait!</body></message>`)
  await juliet.receives(`<message type='error' id='m1'><error><not-acceptable/></error></message>`)
})

t.test('Rule 57, §17.3: unavailable presence from an outsider is ignored', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence type='unavailable' to='${room}/juliet'/>`)
  mercutio.sends(`<presence type='unavailable' to='elsewhere@rooms.localhost/mercutio'/>`)
  await mercutio.receivesNothing()
  await romeo.receivesNothing()
})

t.test('Rule 57, §17.3: a probe or a subscription does not leave the room', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  // Without `unsubscribe` the server repeats the request at each sign-in (RFC 6121 §3.1.2).
  for (const type of ['probe', 'subscribe', 'unsubscribe', 'unsubscribed', 'invisible']) {
    juliet.sends(`<presence type='${type}' to='${room}/juliet'/>`)
  }
  await romeo.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>I am still in</body></message>`)
  await romeo.receives(`<message from='${room}/juliet'><body>I am still in</body></message>`)
})

t.test('Rule 10, §7.2.8: of several clients with one nick only the last departure is broadcast', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  await romeo.receivedMeanwhile()
  await juliet.leaves(room)
  await romeo.receivesNothing()
  garden.sends(`<presence type='unavailable' to='${room}/juliet'/>`)
  await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'/>`)
})

t.test('17.3: one departing client of several receives its own full JID in the presence', async t => {
  const { romeo, actor, room } = await romeoAndJuliet(t)
  const orchard = await actor('romeo', 'orchard')
  await orchard.enters(room, { nick: 'romeo' })
  await romeo.receivedMeanwhile()
  romeo.sends(`<presence type='unavailable' to='${room}/romeo'/>`)
  const [own] = await romeo.receivesOnly(`<presence type='unavailable' from='${room}/romeo'/>`)
  t.same(own && itemOf(own), { affiliation: 'owner', role: 'none', jid: romeo.jid })
  await orchard.receivesNothing()
})

t.test("7.2.8: when the shown client leaves, the presence of the user's other client is shown", async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  garden.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
  await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)
  garden.sends(`<presence type='unavailable' to='${room}/juliet'/>`)
  const [seen] = await romeo.receivesOnly(`<presence from='${room}/juliet'/>`)
  t.same(seen && itemOf(seen), { affiliation: 'none', role: 'participant', jid: juliet.jid })
  t.equal(seen?.getChildText('show'), null)
  await juliet.receives(`<presence from='${room}/juliet'><x><status code='110'/></x></presence>`)
})

t.test('7.14: a client that goes offline leaves the room', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await juliet.signsOut()
  await romeo.receives(`<presence type='unavailable' from='${room}/juliet'><x><item role='none'/></x></presence>`)
})

t.test('4.2: a temporary room ends with its last occupant', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.leaves(room)
  await juliet.leaves(room)
  t.match(codesOf(await mercutio.enters(room)), [110, 170, 201])
})

t.test('4.2: an empty persistent room is kept with all that belongs to it', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_persistentroom': '1' })
  romeo.sends(`<message to='${room}' type='groupchat'><body>Remember me</body></message>`)
  await juliet.receives('<message><body>Remember me</body></message>')
  await romeo.leaves(room)
  await juliet.leaves(room)
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  t.same(codesOf(await mercutio.receives(`<presence from='${room}/mercutio'/>`)), [110, 170])
  await mercutio.receives(`<message from='${room}/romeo'><body>Remember me</body></message>`)
})

t.test('a departure that fails to commit is repeated with the next stanza', async t => {
  const { romeo, juliet, room, store } = await romeoAndJuliet(t)
  store.failNextCommit()
  juliet.sends(`<presence type='unavailable' to='${room}/juliet' id='p1'/>`)
  await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'><x><item role='none'/></x></presence>`)
  await juliet.receivesOnly(`<presence type='unavailable'><x><status code='110'/></x></presence>`)
})

t.test('a departure survives a restart', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  await juliet.leaves(room)
  await restart()
  romeo.sends(`<message to='${room}' type='groupchat'><body>Alone</body></message>`)
  await romeo.receives('<message><body>Alone</body></message>')
  await juliet.receivesNothing()
})

t.test('a client whose connection breaks leaves the room', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  juliet.vanishes()
  await romeo.receives(`<presence type='unavailable' from='${room}/juliet'><x><item role='none'/></x></presence>`)
  t.match(itemOf(await mercutio.enters(room, { nick: 'juliet' })), { role: 'participant' })
})
