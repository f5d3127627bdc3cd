import t, { type Test } from 'tap'
import { createService } from '../../src/batch-service.js'
import { capabilities } from '../../src/muc/capabilities.js'
import { type Element, parseElement } from '../../src/stanza/element.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { matches, pattern } from '../scenario/index.js'
import { limitsOf, roomsSettings } from '../settings.js'
import { config } from '../store/contract.js'

const all = capabilities('1')
const JULIET = 'juliet@localhost/balcony'

/** A router on a real service; what goes out, and what went wrong. */
function stand(t: Test) {
  const store = openSqliteStore(':memory:')
  t.teardown(() => store.close())
  const sent: Element[] = []
  const faults: unknown[] = []
  let ids = 0
  const service = createService({
    store,
    rooms: { ...roomsSettings({ maxMembers: 0 }), defaults: config },
    capabilities: all,
    write: outgoing => sent.push(...outgoing.map(({ stanza }) => stanza)),
    now: Date.now,
    newId: () => String(++ids).padStart(8, '0').padEnd(32, '0'),
    onFault: fault => faults.push(fault),
  })
  return { route: createRouter(service, all, limitsOf()), service, sent, faults }
}

t.test('a stanza nested deeper than any protocol needs is refused, and harms nobody', async t => {
  const { route, service, sent, faults } = stand(t)
  const depth = 20_000
  const deep = `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`
  route(parseElement(`<message from='${JULIET}' to='verona@rooms.localhost' id='m1'>${deep}</message>`))
  route(parseElement(`<iq type='get' from='${JULIET}' to='rooms.localhost' id='q1'><ping xmlns='urn:xmpp:ping'/></iq>`))
  await service.idle()
  t.same(faults, [])
  const refused = `<message type='error' id='m1'><error type='modify'><policy-violation/></error></message>`
  t.ok(sent[0] && matches(pattern(refused), sent[0]))
  t.ok(sent[1] && matches(pattern(`<iq type='result' id='q1'/>`), sent[1]))
})

t.test('what has no sender is answered by nobody', async t => {
  const { route, service, sent } = stand(t)
  route(parseElement(`<message to='verona@rooms.localhost' id='m1'><body>Hello</body></message>`))
  route(parseElement(`<message from='@@' to='verona@rooms.localhost' id='m2'><body>Hello</body></message>`))
  await service.idle()
  t.same(sent, [])
})

t.test('a malformed address of a room or a nick is told to the sender', async t => {
  const { route, service, sent } = stand(t)
  route(parseElement(`<message from='${JULIET}' to='@rooms.localhost' id='m1'><body>Hello</body></message>`))
  await service.idle()
  const refused = `<message type='error' id='m1' to='${JULIET}'><error type='modify'><jid-malformed/></error></message>`
  t.ok(sent[0] && matches(pattern(refused), sent[0]))
})

t.test('errors and results are answered by nobody, whatever they are for', async t => {
  const { route, service, sent } = stand(t)
  for (const to of ['rooms.localhost', 'verona@rooms.localhost', 'verona@rooms.localhost/romeo']) {
    route(parseElement(`<iq type='result' id='1' from='${JULIET}' to='${to}'/>`))
    for (const name of ['iq', 'message', 'presence']) {
      route(parseElement(`<${name} type='error' id='1' from='${JULIET}' to='${to}'/>`))
    }
  }
  await service.idle()
  t.same(sent, [])
})
