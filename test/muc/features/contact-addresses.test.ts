import t from 'tap'
import { assertLike, scenario } from '../../scenario/index.js'

const SERVER_INFO = 'http://jabber.org/network/serverinfo'

t.test('XEP-0157 3: the service publishes the addresses of its administrators', async t => {
  const contact = { abuse: ['mailto:abuse@example.org', 'xmpp:watch@example.org'], status: ['https://example.org/up'] }
  const { romeo, domain } = await scenario(t, { rooms: { contact } })
  const reply = await romeo.discovers('info', domain)
  assertLike(
    reply,
    `<iq><query><x xmlns='jabber:x:data' type='result'>
      <field var='FORM_TYPE' type='hidden'><value>${SERVER_INFO}</value></field>
      <field var='abuse-addresses'><value>mailto:abuse@example.org</value><value>xmpp:watch@example.org</value></field>
      <field var='status-addresses'><value>https://example.org/up</value></field></x></query></iq>`,
  )
  t.equal(reply.getChild('query')?.getChild('x')?.getChildren('field').length, 3, 'other addresses are not configured')
})

t.test('XEP-0157: without configured addresses there is no form', async t => {
  const { romeo, domain } = await scenario(t)
  t.notOk((await romeo.discovers('info', domain)).getChild('query')?.getChild('x', 'jabber:x:data'))
})
