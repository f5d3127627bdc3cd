import t from 'tap'
import { codesOf, itemOf } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

t.test('7.7: a new availability is seen by all, by oneself with 110', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/juliet'><show>xa</show><status>Asleep</status><priority>3</priority></presence>`)
  const asleep = `<presence from='${room}/juliet'><show>xa</show><status>Asleep</status></presence>`
  const [own] = await juliet.receivesOnly(asleep)
  const [seen] = await romeo.receivesOnly(asleep)
  t.same([own && codesOf(own), seen && codesOf(seen)], [[110], []])
})

t.test('Rule 59, §17.3: with it come role, affiliation and, to those who may see it, the full JID', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<presence to='${room}/romeo'><show>dnd</show></presence>`)
  const [own] = await romeo.receivesOnly(`<presence from='${room}/romeo'><show>dnd</show></presence>`)
  const [seen] = await juliet.receivesOnly(`<presence from='${room}/romeo'><show>dnd</show></presence>`)
  t.same(own && itemOf(own), { affiliation: 'owner', role: 'moderator', jid: romeo.jid })
  t.same(seen && itemOf(seen), { affiliation: 'owner', role: 'moderator' })
})

t.test('Rule 59, §17.3: all other extensions pass through; what only the room may say does not', async t => {
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

t.test('7.7: what is said keeps its language, of the whole presence or of its own', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(
    `<presence to='${room}/juliet' xml:lang='it'><status>Ciao</status><status xml:lang='en'>Hi</status></presence>`,
  )
  const status = `<status xml:lang='it'>Ciao</status><status xml:lang='en'>Hi</status>`
  await romeo.receivesOnly(`<presence from='${room}/juliet'>${status}</presence>`)
})

t.test('7.2.2: what occupants said last of their availability is shown to a newcomer, after a restart too', async t => {
  const { juliet, mercutio, room, restart } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/juliet'><status>Am Fenster – 月</status><m xmlns='urn:example:mood'/></presence>`)
  await juliet.receives('<presence><status/></presence>')
  await restart()
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receives(
    `<presence from='${room}/juliet'><status>Am Fenster – 月</status><m xmlns='urn:example:mood'/></presence>`,
  )
})

t.test('7.2.8: of several clients on one nick the one that spoke last is seen', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/juliet'><show>chat</show></presence>`)
  const [seen] = await romeo.receivesOnly(`<presence from='${room}/juliet'><show>chat</show></presence>`)
  t.equal(seen && itemOf(seen)['jid'], juliet.jid)
  await garden.receives(`<presence from='${room}/juliet'><show>chat</show><x><status code='110'/></x></presence>`)
})

t.test('7.2.2: where only some roles are broadcast, the presence of others is their own affair', async t => {
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

t.test('7.2.2: the others see occupants go and come when the broadcast roles change', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_presencebroadcast': ['moderator'] })
  await romeo.receives(`<presence type='unavailable' from='${room}/juliet'><x><item role='none'/></x></presence>`)
  await juliet.receivesNothing('<presence/>')
  await romeo.configures(room, { 'muc#roomconfig_presencebroadcast': ['moderator', 'participant', 'visitor'] })
  const seen = await romeo.receives(`<presence from='${room}/juliet'><x><item role='participant'/></x></presence>`)
  t.equal(seen.attrs['type'], undefined)
})

t.test('a presence that cannot be stored reaches nobody, and the one before is still shown', async t => {
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
