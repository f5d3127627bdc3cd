import t, { type Test } from 'tap'
import { capabilities } from '../../src/muc/capabilities.js'
import { Gate } from '../../src/service/gate.js'
import { createService } from '../../src/service/service.js'
import type { ServiceOptions } from '../../src/service/types.js'
import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { matches, pattern } from '../scenario/index.js'
import { limitsOf, roomsSettings } from '../settings.js'
import { config } from '../store/contract.js'

const all = capabilities('1')
const JULIET = 'juliet@localhost/balcony'
const ROMEO = 'romeo@localhost/orchard'
const ROOM = 'verona@rooms.localhost'

/** A router on a real service, the stanzas that it sends, and its faults. */
function stand(t: Test, more: Partial<ServiceOptions> = {}) {
  const store = openSqliteStore(':memory:')
  t.teardown(() => store.close())
  const sent: Element[] = []
  const faults: unknown[] = []
  let ids = 0
  const service = createService({
    store: sceneStore(store),
    rooms: { ...roomsSettings({ maxMembers: 0 }), defaults: config },
    capabilities: all,
    write: outgoing => sent.push(...outgoing.map(({ stanza }) => stanza)),
    now: Date.now,
    newId: () => String(++ids).padStart(8, '0').padEnd(32, '0'),
    onFault: fault => faults.push(fault),
    ...more,
  })
  return { route: createRouter(service, all, limitsOf()), service, sent, faults }
}

t.test('a stanza that is nested too deep is refused, and does no harm', async t => {
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

t.test('a stanza without a valid sender is not answered', async t => {
  const { route, service, sent } = stand(t)
  route(parseElement(`<message to='verona@rooms.localhost' id='m1'><body>Hello</body></message>`))
  route(parseElement(`<message from='@@' to='verona@rooms.localhost' id='m2'><body>Hello</body></message>`))
  await service.idle()
  t.same(sent, [])
})

t.test('a malformed address of a room or a nick is refused with jid-malformed', async t => {
  const { route, service, sent } = stand(t)
  route(parseElement(`<message from='${JULIET}' to='@rooms.localhost' id='m1'><body>Hello</body></message>`))
  await service.idle()
  const refused = `<message type='error' id='m1' to='${JULIET}'><error type='modify'><jid-malformed/></error></message>`
  t.ok(sent[0] && matches(pattern(refused), sent[0]))
})

t.test('errors and results are never answered, whatever their address', async t => {
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

/** Juliet and Romeo enter a room, and Romeo sends Juliet a request. Returns the id that her answer needs. */
async function asks({ route, service, sent }: ReturnType<typeof stand>): Promise<string | undefined> {
  const enter = (from: string, nick: string) =>
    `<presence from='${from}' to='${ROOM}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
  const unlock = `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>`
  route(parseElement(enter(JULIET, 'juliet')))
  route(parseElement(`<iq type='set' id='unlock' from='${JULIET}' to='${ROOM}'>${unlock}</iq>`))
  route(parseElement(enter(ROMEO, 'romeo')))
  route(parseElement(`<iq type='get' id='ask' from='${ROMEO}' to='${ROOM}/juliet'><ask xmlns='urn:example'/></iq>`))
  await service.idle()
  const relayed = sent.splice(0).at(-1)
  return relayed && attr(relayed, 'id')
}

t.test("17.4: an occupant's answer reaches the requester while the service refuses new work", async t => {
  let waiting = 0
  const gate = new Gate({ of: () => waiting, pace: 1000, isFull: false })
  const stood = stand(t, { gate, memoryLimit: 20_000 })
  const { route, service, sent } = stood
  const id = await asks(stood)
  waiting = 1001
  const long = 'x'.repeat(9500)
  route(parseElement(`<message from='${ROMEO}' to='${ROOM}' type='groupchat'><body>${long}</body></message>`))
  route(parseElement(`<message from='${ROMEO}' to='${ROOM}' type='groupchat' id='late'><body>Late</body></message>`))
  route(
    parseElement(`<iq type='result' id='${id}' from='${JULIET}' to='${ROOM}/romeo'><said xmlns='urn:example'/></iq>`),
  )
  await service.idle()
  waiting = 0
  service.resume()
  await service.idle()
  t.ok(sent[0] && matches(pattern(`<message type='error' id='late'><error type='wait'/></message>`), sent[0]))
  const answer = `<iq type='result' id='ask' from='${ROOM}/juliet'><said xmlns='urn:example'/></iq>`
  t.ok(sent.some(stanza => matches(pattern(answer), stanza)))
})

t.test('17.4: an answer that is too long is replaced by an error', async t => {
  const stood = stand(t)
  const { route, service, sent } = stood
  const id = await asks(stood)
  const long = `<said xmlns='urn:example'>${'x'.repeat(200_000)}</said>`
  route(parseElement(`<iq type='result' id='${id}' from='${JULIET}' to='${ROOM}/romeo'>${long}</iq>`))
  await service.idle()
  const error = `<iq type='error' id='ask' from='${ROOM}/juliet'><error type='modify'><policy-violation/></error></iq>`
  t.equal(sent.length, 1)
  t.ok(sent[0] && matches(pattern(error), sent[0]))
})
