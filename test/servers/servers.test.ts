import { component } from '@xmpp/component'
import t from 'tap'
import { type Element, xml } from '../../src/stanza/element.js'
import { startEjabberd } from './ejabberd.js'
import { missing } from './installed.js'
import { startProsody } from './prosody.js'
import type { RealServer } from './server.js'

const PRIVILEGE = /^urn:xmpp:privilege:[12]$/

/** An independent component library, so that a bug of ours cannot hide a bug of a server. */
function foreignComponent({ componentPort, roomsDomain }: RealServer, secret: string) {
  const link = component({ service: `xmpp://127.0.0.1:${componentPort}`, domain: roomsDomain, password: secret })
  link.reconnect.stop()
  return link
}

type Link = ReturnType<typeof foreignComponent>

/** Resolves with the first stanza that has a child of that name. */
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

    await t.test('accepts the component and grants it to send for users', async t => {
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

    await t.test('is available again on the same port after a restart', async t => {
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
    // A message to itself through the server: anything that the server sent before has then arrived.
    await link.send(xml('message', { to: server.roomsDomain, type: 'headline' }, xml('echo', 'urn:example:echo')))
    await echo
    t.equal(adverts, 0)
    await link.stop()
  })
}

t.test('a required but missing server is a failure, not a skip', async t => {
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
