import t from 'tap'
import { codesOf, itemOf } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

t.test("7.7: a new availability is broadcast; the sender's copy has 110", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/juliet'><show>xa</show><status>Asleep</status><priority>3</priority></presence>`)
  const asleep = `<presence from='${room}/juliet'><show>xa</show><status>Asleep</status></presence>`
  const [own] = await juliet.receivesOnly(asleep)
  const [seen] = await romeo.receivesOnly(asleep)
  t.same([own && codesOf(own), seen && codesOf(seen)], [[110], []])
})

t.test('Rule 59, §17.3: the room adds role, affiliation and, where permitted, the full JID', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<presence to='${room}/romeo'><show>dnd</show></presence>`)
  const [own] = await romeo.receivesOnly(`<presence from='${room}/romeo'><show>dnd</show></presence>`)
  const [seen] = await juliet.receivesOnly(`<presence from='${room}/romeo'><show>dnd</show></presence>`)
  t.same(own && itemOf(own), { affiliation: 'owner', role: 'moderator', jid: romeo.jid })
  t.same(seen && itemOf(seen), { affiliation: 'owner', role: 'moderator' })
})

t.test('Rule 59, §17.3: other extensions pass through, except those reserved to the room', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/juliet'><c xmlns='http://jabber.org/protocol/caps' ver='v'><d>in <e/>side</d></c>
    <x xmlns='http://jabber.org/protocol/muc#user'><item role='moderator'/><status code='307'/></x></presence>`)
  const [seen] = await romeo.receivesOnly(
    `<presence><c xmlns='http://jabber.org/protocol/caps' ver='v'><d><e/></d></c></presence>`,
  )
  t.equal(seen?.getChildren('x').length, 1)
  t.same(seen && codesOf(seen), [])
  t.match(seen && itemOf(seen), { role: 'participant' })
})

t.test('7.7: text keeps its language, from the presence or its own', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(
    `<presence to='${room}/juliet' xml:lang='it'><status>Ciao</status><status xml:lang='en'>Hi</status></presence>`,
  )
  const status = `<status xml:lang='it'>Ciao</status><status xml:lang='en'>Hi</status>`
  await romeo.receivesOnly(`<presence from='${room}/juliet'>${status}</presence>`)
})

t.test("7.2.2: a newcomer receives the occupants' latest availability, also after a restart", async t => {
  const { juliet, mercutio, room, restart } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/juliet'><status>Am Fenster – 月</status><m xmlns='urn:example:mood'/></presence>`)
  await juliet.receives('<presence><status/></presence>')
  await restart()
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receives(
    `<presence from='${room}/juliet'><status>Am Fenster – 月</status><m xmlns='urn:example:mood'/></presence>`,
  )
})

t.test('7.2.8: of several clients with one nick the latest presence is shown', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/juliet'><show>chat</show></presence>`)
  const [seen] = await romeo.receivesOnly(`<presence from='${room}/juliet'><show>chat</show></presence>`)
  t.equal(seen && itemOf(seen)['jid'], juliet.jid)
  await garden.receives(`<presence from='${room}/juliet'><show>chat</show><x><status code='110'/></x></presence>`)
})

t.test('7.2.2: presence of roles that are not broadcast is not sent to others', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_presencebroadcast': ['moderator'] })
  await juliet.receivedMeanwhile()
  await romeo.receivedMeanwhile()
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/mercutio'><x><status code='110'/></x></presence>`,
    '<message><subject/></message>',
  )
  mercutio.sends(`<presence to='${room}/mercutio'><show>away</show></presence>`)
  mercutio.sends(`<presence to='${room}/queenmab'/>`)
  mercutio.sends(`<presence type='unavailable' to='${room}/queenmab'/>`)
  await romeo.receivesNothing()
  await juliet.receivesNothing()
})

t.test('7.2.2: a change of the broadcast roles sends departures and arrivals', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_presencebroadcast': ['moderator'] })
  await romeo.receives(`<presence type='unavailable' from='${room}/juliet'><x><item role='none'/></x></presence>`)
  await juliet.receivesNothing('<presence/>')
  await romeo.configures(room, { 'muc#roomconfig_presencebroadcast': ['moderator', 'participant', 'visitor'] })
  const seen = await romeo.receives(`<presence from='${room}/juliet'><x><item role='participant'/></x></presence>`)
  t.equal(seen.attrs['type'], undefined)
})

t.test('a presence that fails to commit is not broadcast, and the former one stays', async t => {
  const { romeo, juliet, mercutio, room, store } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/juliet'><status>Before</status></presence>`)
  await romeo.receives('<presence><status>Before</status></presence>')
  store.failNextCommit()
  juliet.sends(`<presence to='${room}/juliet' id='p1'><status>Never</status></presence>`)
  await juliet.receives(`<presence type='error' id='p1'><error type='wait'><internal-server-error/></error></presence>`)
  await romeo.receivesNothing()
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receives(`<presence from='${room}/juliet'><status>Before</status></presence>`)
})
