import { component } from '@xmpp/component'
import t from 'tap'
import { type Element, xml } from '../../src/stanza/element.js'
import { startEjabberd } from './ejabberd.js'
import { missing } from './installed.js'
import { startProsody } from './prosody.js'
import type { RealServer } from './server.js'

const PRIVILEGE = /^urn:xmpp:privilege:[12]$/

/** A component that is not ours, so that a mistake of ours cannot hide a server's. */
function foreignComponent({ componentPort, roomsDomain }: RealServer, secret: string) {
  const link = component({ service: `xmpp://127.0.0.1:${componentPort}`, domain: roomsDomain, password: secret })
  link.reconnect.stop()
  return link
}

type Link = ReturnType<typeof foreignComponent>

/** The first stanza that has a child with that name. */
function stanzaWith(link: Link, child: string): Promise<Element> {
  return new Promise(resolve => {
    link.on('stanza', stanza => {
      if (stanza.getChild(child)) resolve(stanza)
    })
  })
}

for (const [name, start] of [['Prosody', startProsody] as const, ['ejabberd', startEjabberd] as const]) {
  t.test(`${name} with our snippet of configuration`, async t => {
    const server = await start({ privilege: true })
    if ('skip' in server) return t.plan(0, server.skip)
    t.teardown(() => server.stop())

    await t.test('takes the component and grants it to send in the name of the users', async t => {
      const link = foreignComponent(server, server.secret)
      const advert = stanzaWith(link, 'privilege')
      await link.start()
      const granted = (await advert).getChild('privilege')
      t.match(granted?.attrs['xmlns'], PRIVILEGE)
      t.match(granted?.getChildrenByAttr('access', 'message')[0]?.attrs, { type: 'outgoing' })
      await link.stop()
    })

    await t.test('refuses a component with another secret', async t => {
      const link = foreignComponent(server, 'another')
      link.on('error', () => undefined)
      await t.rejects(link.start(), /not-authorized/)
      await link.stop()
    })

    await t.test('is there again on the same port after a restart', async t => {
      await server.restart()
      const link = foreignComponent(server, server.secret)
      t.equal(String(await link.start()), server.roomsDomain)
      await link.stop()
    })
  })

  t.test(`${name} without the grant`, async t => {
    const server = await start({ privilege: false })
    if ('skip' in server) return t.plan(0, server.skip)
    t.teardown(() => server.stop())
    const link = foreignComponent(server, server.secret)
    let adverts = 0
    link.on('stanza', stanza => {
      if (stanza.getChild('privilege')) adverts++
    })
    const echo = stanzaWith(link, 'echo')
    await link.start()
    // To ourselves through the server: what it had to say to us before has arrived by then.
    await link.send(xml('message', { to: server.roomsDomain, type: 'headline' }, xml('echo', 'urn:example:echo')))
    await echo
    t.equal(adverts, 0)
    await link.stop()
  })
}

t.test('a server that is required and missing is a failure, not a skip', async t => {
  const before = process.env['LATCHSTRING_REQUIRE_SERVERS']
  t.teardown(() => {
    if (before === undefined) delete process.env['LATCHSTRING_REQUIRE_SERVERS']
    else process.env['LATCHSTRING_REQUIRE_SERVERS'] = before
  })
  process.env['LATCHSTRING_REQUIRE_SERVERS'] = '1'
  t.throws(() => missing('Prosody', 'package prosody'), { message: /install the Debian package prosody/ })
  delete process.env['LATCHSTRING_REQUIRE_SERVERS']
  t.match(missing('Prosody', 'package prosody'), { skip: /install the Debian package prosody/ })
})
