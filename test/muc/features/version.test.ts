import t from 'tap'
import { release } from '../../../src/config/release.js'
import { assertRefused, scenario } from '../../scenario/index.js'

const version = (type: string, to: string) => `<iq type='${type}' to='${to}'><query xmlns='jabber:iq:version'/></iq>`

t.test('XEP-0092: the service returns its name and version, and not its operating system', async t => {
  const { romeo, domain } = await scenario(t)
  const reply = await romeo.asks(version('get', domain))
  const query = reply.getChild('query', 'jabber:iq:version')
  t.same(
    query?.getChildElements().map(child => [child.name, child.getText()]),
    [
      ['name', 'Latchstring'],
      ['version', release],
    ],
  )
  t.match(release, /^\d+\.\d+\.\d+/)
})

t.test('XEP-0092: the version cannot be set', async t => {
  const { romeo, domain } = await scenario(t)
  assertRefused(await romeo.asks(version('set', domain)), ['service-unavailable', 'cancel'])
})
