import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const DONE = "<iq type='result'/>"
const GONE = ['gone', 'cancel'] as const
const CREATED = "<presence><x><item affiliation='owner'/><status code='201'/></x></presence>"
const destroyed = (address: string, destroy: string) => `<presence type='unavailable' from='${address}'>
  <x><item affiliation='none' role='none'/>${destroy}</x></presence>`

t.test(
  'Rule 55, §10.9: each occupant receives the destruction once, with reason and alternate; the owner the result',
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

t.test('10.9: a destruction without reason sends an empty destroy element', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.destroys(room)
  const [destruction] = await juliet.receivesOnly(destroyed(`${room}/juliet`, '<destroy/>'))
  const destroy = destruction?.getChild('x')?.getChild('destroy')
  t.same([destroy?.attrs, destroy?.children], [{}, []])
})

t.test('10.9: all clients of an occupant receive the destruction', async t => {
  const { romeo, juliet, actor, room } = await gathered(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room)
  await juliet.receivedMeanwhile()
  await romeo.destroys(room)
  for (const client of [juliet, garden]) await client.receivesOnly(destroyed(`${room}/juliet`, '<destroy/>'))
})

t.test('10.9: an absent owner destroys a persistent room, which stays destroyed after a restart', async t => {
  const { romeo, juliet, room, restart } = await gathered(t, { rooms: { defaults: { persistent: true } } })
  await romeo.leaves(room)
  assertLike(await romeo.destroys(room), DONE)
  await juliet.receives(destroyed(`${room}/juliet`, '<destroy/>'))
  await restart()
  assertRefused(await romeo.discovers('info', room), GONE)
  assertRefused(await romeo.destroys(room), GONE)
})

t.test('Rule 55, §10.9: only an owner destroys a room', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  await romeo.receivedMeanwhile()
  for (const person of [juliet, mercutio, await actor('tybalt')]) {
    assertRefused(await person.destroys(room), ['forbidden', 'auth'])
  }
  await romeo.receivesNothing()
  assertLike(await romeo.discovers('info', room), DONE)
})

t.test('10.9: an alternate that cannot be a room is refused, and the room stays', async t => {
  const { romeo, juliet, room, domain } = await gathered(t)
  for (const jid of ['@', '', domain, `coven@${domain}/witch`]) {
    assertRefused(await romeo.destroys(room, `<destroy jid='${jid}'/>`), ['jid-malformed', 'modify'])
  }
  await juliet.receivesNothing()
  assertLike(await romeo.discovers('info', room), DONE)
})

t.test('10.9: any user may create a new room at the address at once, with nothing of the old one', async t => {
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

t.test('10.9: the new room has nothing of the old one after a restart either', async t => {
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

t.test('10.9: a destruction that fails to commit has no effect', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t)
  store.failNextCommit()
  assertRefused(await romeo.destroys(room), ['internal-server-error', 'wait'])
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await mercutio.receives(`<message from='${room}/juliet'><body>Still here</body></message>`)
})

t.test('10.9: a message to a destroyed room is answered with its absence', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.destroys(room)
  juliet.sends(`<message to='${room}' type='groupchat'><body>Hello?</body></message>`)
  await juliet.receives("<message type='error'><error type='cancel'><item-not-found/></error></message>")
})
