import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'
import { itemsOf } from './items.js'

const DONE = "<iq type='result'/>"
const removes = (room: string, beside = '') =>
  `<iq type='set' to='${room}'><query xmlns='jabber:iq:register'><remove/>${beside}</query></iq>`
const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}' nick='hag'/>`

t.test('XEP-0077 3.2: a member gives up membership and nick, and all occupants are notified', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.administers(room, item(juliet.bare, 'member'))
  for (const actor of [romeo, juliet]) await actor.receivedMeanwhile()
  assertLike(await juliet.asks(removes(room)), DONE)
  for (const actor of [romeo, juliet]) {
    await actor.receivesOnly(`<presence from='${room}/juliet'><x><item affiliation='none'/></x></presence>`)
  }
  t.same(itemsOf(await romeo.lists(room, "<item affiliation='member'/>")), [])
  await mercutio.enters(room, { nick: 'hag' })
})

t.test('XEP-0077 3.2, 9.4: giving up membership in a members-only room removes the occupant', async t => {
  const { romeo, juliet, room } = await scenario(t, { rooms: { defaults: { membersOnly: true } } })
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.bare, 'member'))
  await juliet.enters(room)
  await romeo.receivedMeanwhile()
  await juliet.asks(removes(room))
  await romeo.receivesOnly(`<presence type='unavailable'><x><status code='321'/></x></presence>`)
})

t.test('XEP-0077 3.2: an owner gives up only the nick', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.administers(room, item(romeo.bare, 'owner'))
  assertLike(await romeo.asks(removes(room)), DONE)
  t.same(itemsOf(await romeo.lists(room, "<item affiliation='owner'/>")), [{ affiliation: 'owner', jid: romeo.bare }])
  await juliet.receivesNothing()
})

t.test('XEP-0077 3.2: unregistering without a registration is registration-required', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  for (const actor of [romeo, juliet]) {
    assertRefused(await actor.asks(removes(room)), ['registration-required', 'auth'])
  }
})

t.test('XEP-0077 3.2: a removal request with other content is refused and removes nothing', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.administers(room, item(juliet.bare, 'member'))
  assertRefused(await juliet.asks(removes(room, '<username>hag</username>')), ['bad-request', 'modify'])
  t.match(itemsOf(await romeo.lists(room, "<item affiliation='member'/>")), [{ nick: 'hag' }])
})
