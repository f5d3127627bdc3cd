import t from 'tap'
import { parseElement } from '../../src/stanza/element.js'
import { privilegedMessage, privilegeGrants } from '../../src/xmpp/privilege.js'

function advert(options: { from?: string; version?: number; type?: string; perm?: string } = {}) {
  const { from = 'example.org', version = 2, type = 'outgoing' } = options
  const perm = options.perm ?? `<perm access='message' type='${type}'/>`
  return parseElement(
    `<message from='${from}' to='rooms.example.org'>` +
      `<privilege xmlns='urn:xmpp:privilege:${version}'>${perm}</privilege></message>`,
  )
}

t.test('each host has its own grant, in the namespace of its advert', async t => {
  const grants = privilegeGrants()
  t.equal(grants.takes(advert()), true)
  t.equal(grants.takes(advert({ from: 'example.net', version: 1 })), true)
  t.equal(grants.namespaceOf('example.org'), 'urn:xmpp:privilege:2')
  t.equal(grants.namespaceOf('example.net'), 'urn:xmpp:privilege:1')
  t.equal(grants.namespaceOf('example.com'), undefined)
})

t.test('a permission that ejabberd lists with the type none is not granted', async t => {
  const grants = privilegeGrants()
  const perm = `<perm type='outgoing' access='message'/><perm type='none' access='roster'/>`
  grants.takes(advert({ perm }))
  t.equal(grants.namespaceOf('example.org'), 'urn:xmpp:privilege:2')
  t.equal(grants.takes(advert({ type: 'none' })), true)
  t.equal(grants.namespaceOf('example.org'), undefined, 'the newest advert counts')
})

t.test('only a host can grant: an advert from a user is ignored', async t => {
  const grants = privilegeGrants()
  t.equal(grants.takes(advert({ from: 'eve@example.org' })), false)
  t.equal(grants.takes(advert({ from: 'example.org/eve' })), false)
  t.equal(grants.takes(advert({ perm: '' })), false)
  t.equal(grants.namespaceOf('example.org'), undefined)
})

t.test('a grant ends with the link, and with a refusal of the host', async t => {
  const grants = privilegeGrants()
  grants.takes(advert())
  grants.forgetAll()
  t.equal(grants.namespaceOf('example.org'), undefined)
  grants.takes(advert())
  grants.withdraw('example.org')
  t.equal(grants.namespaceOf('example.org'), undefined)
})

t.test("XEP-0356: a message is wrapped for its sender's host, from the bare JID and in jabber:client", async t => {
  const message = parseElement(
    `<message from='alice@example.org/home' to='bob@example.net' id='i1'><body>Hi</body></message>`,
  )
  const wrapped = privilegedMessage({
    message,
    domain: 'rooms.example.org',
    host: 'example.org',
    namespace: 'urn:xmpp:privilege:1',
  })
  t.equal(
    wrapped.toString(),
    '<message from="rooms.example.org" to="example.org" id="i1"><privilege xmlns="urn:xmpp:privilege:1">' +
      '<forwarded xmlns="urn:xmpp:forward:0"><message from="alice@example.org" to="bob@example.net" id="i1" ' +
      'xmlns="jabber:client"><body>Hi</body></message></forwarded></privilege></message>',
  )
})
