import t from 'tap'
import { type Actor, scenario } from '../../scenario/index.js'
import { itemsOf } from './items.js'

const NODE = 'http://jabber.org/protocol/muc#rooms'

const lists = (actor: Actor, to: string) =>
  actor.asks(`<iq type='get' to='${to}'>
    <query xmlns='http://jabber.org/protocol/disco#items' node='${NODE}'/></iq>`)

t.test('6.7, 18.1.1: the service lists to a user only their own rooms, also hidden ones', async t => {
  const { romeo, juliet, room, domain, restart } = await scenario(t, { rooms: { defaults: { public: false } } })
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.enters(`athens@${domain}`, { nick: 'Theseus' })
  const own = [
    { jid: `athens@${domain}`, name: 'Theseus' },
    { jid: room, name: 'romeo' },
  ]
  t.same(itemsOf(await lists(romeo, domain)), own)
  t.same(itemsOf(await lists(juliet, domain)), [{ jid: room, name: 'juliet' }])
  await restart()
  t.same(itemsOf(await lists(romeo, domain)), own)
})

t.test('18.1.1: a room with several clients of the user is listed once, and not after leaving', async t => {
  const { actor, juliet, room, domain } = await scenario(t)
  await juliet.enters(room)
  await (await actor('juliet', 'garden')).enters(room)
  t.same(itemsOf(await lists(juliet, domain)), [{ jid: room, name: 'juliet' }])
  await juliet.leaves(room)
  t.same(itemsOf(await lists(juliet, domain)), [{ jid: room, name: 'juliet' }], 'the other client is still in the room')
})
