import t from 'tap'
import { assertRefused } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const ping = (to: string) => `<iq type='get' to='${to}'><ping xmlns='urn:xmpp:ping'/></iq>`

t.test("XEP-0410: the room answers an occupant's ping to their own nick", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  t.equal((await juliet.asks(ping(`${room}/juliet`))).attrs['type'], 'result')
  await romeo.receivesNothing()
})

t.test('XEP-0410: a self-ping from outside the room is not-acceptable', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  assertRefused(await mercutio.asks(ping(`${room}/mercutio`)), ['not-acceptable', 'modify'], '')
  assertRefused(await mercutio.asks(ping(`${room}/juliet`)), ['not-acceptable', 'modify'], '')
  await juliet.leaves(room)
  assertRefused(await juliet.asks(ping(`${room}/juliet`)), ['not-acceptable', 'modify'], '')
})

t.test("a ping to another's nick is answered by their client, not by the room", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  t.equal((await juliet.asks(ping(`${room}/romeo`))).attrs['from'], `${room}/romeo`)
  await romeo.leaves(room)
  assertRefused(await juliet.asks(ping(`${room}/romeo`)), ['item-not-found', 'cancel'], 'romeo')
})

t.test('after a restart of the service, an occupant is still in the room', async t => {
  const { juliet, room, restart } = await romeoAndJuliet(t)
  await restart()
  t.equal((await juliet.asks(ping(`${room}/juliet`))).attrs['type'], 'result')
})
