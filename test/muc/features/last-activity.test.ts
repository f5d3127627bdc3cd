import t from 'tap'
import { attr } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused, scenario } from '../../scenario/index.js'

const last = (type: string, to: string) => `<iq type='${type}' to='${to}'><query xmlns='jabber:iq:last'/></iq>`

async function uptime(actor: Actor, domain: string): Promise<number> {
  const reply = await actor.asks(last('get', domain))
  assertLike(reply, `<iq type='result'><query xmlns='jabber:iq:last'/></iq>`)
  const query = reply.getChild('query')
  return Number(query && attr(query, 'seconds'))
}

t.test('XEP-0012 5: the service gives its uptime in seconds', async t => {
  const { romeo, domain, passes } = await scenario(t)
  const first = await uptime(romeo, domain)
  t.ok(Number.isInteger(first) && first >= 0 && first < 600)
  await passes(7_200_000)
  const second = await uptime(romeo, domain)
  t.ok(second >= first + 7200 && second < first + 7800)
})

t.test('XEP-0012 5: a restart resets the uptime', async t => {
  const { romeo, domain, passes, restart } = await scenario(t)
  await passes(7_200_000)
  await restart()
  t.ok((await uptime(romeo, domain)) < 600)
})

t.test('XEP-0012 6: the service advertises last activity, which cannot be set', async t => {
  const { romeo, domain } = await scenario(t)
  assertLike(await romeo.discovers('info', domain), "<iq><query><feature var='jabber:iq:last'/></query></iq>")
  assertRefused(await romeo.asks(last('set', domain)), ['service-unavailable', 'cancel'])
})
