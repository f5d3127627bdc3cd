import { pino } from 'pino'
import t, { type Test } from 'tap'
import { startLatchstring } from '../../src/app/latchstring.js'
import type { DeliveryChange } from '../../src/batch.js'
import { embeddedConfig, type PartialConfig } from '../../src/config/config.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { ComponentListener, DOMAIN, type Peer, SECRET } from './component-listener.js'

const INVITATION = `<message from="garden@${DOMAIN}" to="romeo@example.org" id="d1"/>`
const AT = 1_000_000

/** A Latchstring with a store, a server and a clock that the test controls. */
async function stand(t: Test, xmpp: PartialConfig['xmpp'] = {}, manners?: 'stubborn') {
  const server = await ComponentListener.start(t, manners)
  const store = openSqliteStore(':memory:')
  const clock = { at: AT }
  const config = embeddedConfig({
    xmpp: { service: server.service, domain: DOMAIN, secret: SECRET, inviterAddress: 'room', ...xmpp },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    http: { port: 0 },
  })
  const starts = async () => {
    // The test closes the store itself.
    const kept = sceneStore({ ...store, close: async () => undefined })
    const starting = startLatchstring(config, pino({ level: 'silent' }), {
      store: kept,
      now: () => clock.at,
      tickInterval: 2 ** 31 - 1,
    })
    const peer = await server.next()
    await peer.accepts()
    const latchstring = await starting
    t.teardown(() => latchstring.stop())
    return { latchstring, peer }
  }
  const waits = async () => (await store.undelivered({ most: 10 })).map(({ id }) => id)
  return { server, store, clock, starts, waits }
}

const added: DeliveryChange = { kind: 'delivery', was: undefined, now: { id: 'd1', stanza: INVITATION }, at: AT }
const routed: DeliveryChange = { kind: 'delivery', id: 'd1', was: 'waiting', now: 'confirmed', at: AT, mayRepeat: true }

async function receives(peer: Peer): Promise<void> {
  peer.answersPings()
  await peer.receives('id="d1"')
}

t.test('deliveries routed just before the end of the last run are sent again after a start', async t => {
  const { store, starts } = await stand(t)
  await store.commit([added, routed])
  const { peer } = await starts()
  await receives(peer)
  t.pass()
})

t.test('after a stop in which everything was confirmed, nothing is sent again', async t => {
  const { store, starts, waits } = await stand(t)
  await store.commit([added])
  const { latchstring, peer } = await starts()
  await receives(peer)
  await latchstring.stop()
  await store.commit([{ kind: 'outbox', was: undefined, now: 'repeated' }])
  t.same(await waits(), [])
})

t.test('the last deliveries wait again if the server did not answer the stop', async t => {
  const { store, starts, waits } = await stand(t, {}, 'stubborn')
  await store.commit([added])
  const { latchstring, peer } = await starts()
  await receives(peer)
  await latchstring.stop()
  t.same(await waits(), ['d1'])
})

t.test('deliveries routed more than 5 s ago are deleted', async t => {
  const { store, clock, starts, waits } = await stand(t)
  await store.commit([added])
  const { latchstring, peer } = await starts()
  await receives(peer)
  while ((await waits()).length > 0) await latchstring.tick()
  clock.at += 5001
  await latchstring.tick()
  await store.commit([{ kind: 'outbox', was: undefined, now: 'repeated' }])
  t.same(await waits(), [])
})

t.test('a delivery routed just before a lost link waits again in the store too', async t => {
  const { store, server, starts, waits } = await stand(t)
  await store.commit([added])
  const { latchstring, peer } = await starts()
  await receives(peer)
  while ((await waits()).length > 0) await latchstring.tick()
  peer.socket.destroy()
  const next = await server.next()
  await latchstring.tick()
  t.same(await waits(), ['d1'])
  await next.accepts()
  await receives(next)
})

t.test('a link without an answer in time is dropped, and its deliveries are sent on the next one', async t => {
  const { store, server, starts } = await stand(t, { answerTimeout: 0.05 })
  await store.commit([added])
  const { peer } = await starts()
  await peer.receives('<ping')
  const next = await server.next()
  await next.accepts()
  await receives(next)
  t.notMatch(peer.received, 'id="d1"')
})
