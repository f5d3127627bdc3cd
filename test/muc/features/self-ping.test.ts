import t from 'tap'
import { assertRefused } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const ping = (to: string) => `<iq type='get' to='${to}'><ping xmlns='urn:xmpp:ping'/></iq>`

t.test('XEP-0410: an occupant who pings their own nick hears from the room that they are in it', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  t.equal((await juliet.asks(ping(`${room}/juliet`))).attrs['type'], 'result')
  await romeo.receivesNothing()
})

t.test('XEP-0410: who is not in the room any more hears not-acceptable', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  assertRefused(await mercutio.asks(ping(`${room}/mercutio`)), ['not-acceptable', 'modify'], '')
  assertRefused(await mercutio.asks(ping(`${room}/juliet`)), ['not-acceptable', 'modify'], '')
  await juliet.leaves(room)
  assertRefused(await juliet.asks(ping(`${room}/juliet`)), ['not-acceptable', 'modify'], '')
})

t.test('a ping to the nick of another is not answered in their name, but by their client', async t => {
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
