import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const DONE = "<iq type='result'/>"
const GONE = ['gone', 'cancel'] as const
const CREATED = "<presence><x><item affiliation='owner'/><status code='201'/></x></presence>"
const destroyed = (address: string, destroy: string) => `<presence type='unavailable' from='${address}'>
  <x><item affiliation='none' role='none'/>${destroy}</x></presence>`

t.test(
  'Rule 55, §10.9: each occupant hears of the end once, with why and where to go instead, and the owner of success',
  async t => {
    const { romeo, juliet, mercutio, room, domain } = await gathered(t)
    const words = '<reason>Macbeth doth come.</reason><password>hurly</password>'
    const destroy = `<destroy jid='coven@${domain}'>${words}</destroy>`
    assertLike(await romeo.destroys(room, destroy), DONE)
    for (const actor of [romeo, juliet, mercutio]) {
      await actor.receivesOnly(destroyed(`${room}/${actor.name}`, destroy))
    }
  },
)

t.test('10.9: an end without words is told by an empty destroy', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.destroys(room)
  const [told] = await juliet.receivesOnly(destroyed(`${room}/juliet`, '<destroy/>'))
  const destroy = told?.getChild('x')?.getChild('destroy')
  t.same([destroy?.attrs, destroy?.children], [{}, []])
})

t.test('10.9: all clients of an occupant hear of the end', async t => {
  const { romeo, juliet, actor, room } = await gathered(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room)
  await juliet.receivedMeanwhile()
  await romeo.destroys(room)
  for (const client of [juliet, garden]) await client.receivesOnly(destroyed(`${room}/juliet`, '<destroy/>'))
})

t.test(
  '10.9: a persistent room ends too, also when its owner is not in it, and stays ended after a restart',
  async t => {
    const { romeo, juliet, room, restart } = await gathered(t, { rooms: { defaults: { persistent: true } } })
    await romeo.leaves(room)
    assertLike(await romeo.destroys(room), DONE)
    await juliet.receives(destroyed(`${room}/juliet`, '<destroy/>'))
    await restart()
    assertRefused(await romeo.discovers('info', room), GONE)
    assertRefused(await romeo.destroys(room), GONE)
  },
)

t.test('Rule 55, §10.9: only an owner destroys a room', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  await romeo.receivedMeanwhile()
  for (const somebody of [juliet, mercutio, await actor('tybalt')]) {
    assertRefused(await somebody.destroys(room), ['forbidden', 'auth'])
  }
  await romeo.receivesNothing()
  assertLike(await romeo.discovers('info', room), DONE)
})

t.test('10.9: an alternate that cannot be a room is refused, and nothing ends', async t => {
  const { romeo, juliet, room, domain } = await gathered(t)
  for (const jid of ['@', '', domain, `coven@${domain}/witch`]) {
    assertRefused(await romeo.destroys(room, `<destroy jid='${jid}'/>`), ['jid-malformed', 'modify'])
  }
  await juliet.receivesNothing()
  assertLike(await romeo.discovers('info', room), DONE)
})

t.test('10.9: a room can be made anew at once, by anybody and with nothing of the old one', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'Old', 'muc#roomconfig_moderatedroom': '1' })
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Old</subject></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Old</body></message>`)
  await romeo.destroys(room)
  for (const actor of [romeo, juliet]) await actor.receives(destroyed(`${room}/${actor.name}`, '<destroy/>'))
  assertLike(await juliet.enters(room), CREATED)
  t.match(await juliet.readsConfiguration(room), {
    'muc#roomconfig_roomname': [],
    'muc#roomconfig_moderatedroom': ['0'],
  })
  await mercutio.enters(room)
  assertLike(await romeo.enters(room), "<presence><x><item affiliation='none' role='participant'/></x></presence>")
})

t.test('10.9: nothing old is there in the room made anew, after a restart neither', async t => {
  const { romeo, juliet, room, restart } = await gathered(t)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Old</subject></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Old</body></message>`)
  await romeo.destroys(room)
  for (const actor of [romeo, juliet]) await actor.receivedMeanwhile()
  await juliet.enters(room)
  await restart()
  romeo.sends(`<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await romeo.receives("<presence><x><item affiliation='none'/><status code='110'/></x></presence>")
  const [subject] = await romeo.receivesOnly('<message><subject/></message>')
  t.equal(subject?.getChildText('subject'), '')
})

t.test('10.9: an end that cannot be committed has not come', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t)
  store.failNextCommit()
  assertRefused(await romeo.destroys(room), ['internal-server-error', 'wait'])
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await mercutio.receives(`<message from='${room}/juliet'><body>Still here</body></message>`)
})

t.test('10.9: who writes to a room that has ended hears that it is not there', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.destroys(room)
  juliet.sends(`<message to='${room}' type='groupchat'><body>Hello?</body></message>`)
  await juliet.receives("<message type='error'><error type='cancel'><item-not-found/></error></message>")
})
