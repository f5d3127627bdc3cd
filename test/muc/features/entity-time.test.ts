import t from 'tap'
import { parseIsoTime } from '../../../src/stanza/time.js'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'

const time = (type: string, to: string) => `<iq type='${type}' to='${to}'><time xmlns='urn:xmpp:time'/></iq>`

t.test('XEP-0202 2: the service gives its time in UTC', async t => {
  const { romeo, domain, passes } = await scenario(t)
  const before = Date.now()
  await passes(3_600_000)
  const reply = await romeo.asks(time('get', domain))
  assertLike(reply, `<iq type='result'><time xmlns='urn:xmpp:time'><tzo>+00:00</tzo></time></iq>`)
  const utc = parseIsoTime(reply.getChild('time')?.getChildText('utc') ?? '') ?? 0
  t.ok(utc >= before + 3_600_000 && utc <= Date.now() + 3_600_000)
})

t.test('XEP-0202 4: the service advertises entity time, and its time cannot be set', async t => {
  const { romeo, domain } = await scenario(t)
  assertLike(await romeo.discovers('info', domain), "<iq><query><feature var='urn:xmpp:time'/></query></iq>")
  assertRefused(await romeo.asks(time('set', domain)), ['service-unavailable', 'cancel'])
})
