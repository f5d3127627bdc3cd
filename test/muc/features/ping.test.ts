import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'

const ping = (type: string, to: string) => `<iq type='${type}' to='${to}'><ping xmlns='urn:xmpp:ping'/></iq>`

t.test('XEP-0199 4.2: the service and its rooms answer a ping with an empty result', async t => {
  const { romeo, juliet, room, domain } = await scenario(t)
  await romeo.enters(room)
  for (const to of [domain, room]) {
    const reply = await juliet.asks(ping('get', to))
    assertLike(reply, `<iq type='result' from='${to}'/>`)
    t.same(reply.children, [])
  }
})

t.test('XEP-0199: a ping of IQ type set is refused', async t => {
  const { romeo, domain } = await scenario(t)
  assertRefused(await romeo.asks(ping('set', domain)), ['service-unavailable', 'cancel'])
})

t.test('XEP-0199: the service and its rooms advertise ping', async t => {
  const { romeo, room, domain } = await scenario(t)
  await romeo.enters(room)
  for (const to of [domain, room]) {
    assertLike(await romeo.discovers('info', to), "<iq><query><feature var='urn:xmpp:ping'/></query></iq>")
  }
})
