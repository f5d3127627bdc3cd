import t from 'tap'
import { healthOf, type LinkState } from '../../src/observability/health.js'
import { StorageHealth } from '../../src/observability/storage-health.js'
import { scenario, startDevStage } from '../scenario/index.js'

/** Working parts that a test can break, and a clock that the test moves. */
function parts() {
  const state = { now: 0, worst: 0, link: 'up' as LinkState, probes: 0, disk: true, reported: [] as string[] }
  const probe = async () => {
    state.probes++
    if (!state.disk) throw new Error('disk full')
  }
  const onTrouble = () => state.reported.push('trouble')
  const onRecovery = (failures: number) => state.reported.push(`recovery after ${failures}`)
  const storage = new StorageHealth({ probe }, { onTrouble, onRecovery }, () => state.now)
  const health = healthOf({ loop: state, storage, link: () => state.link, now: () => state.now })
  const later = (by: number) => {
    state.now += by
    return health.ready()
  }
  return { state, storage, health, later }
}

t.test('ready: each failing part is named and makes the service unready', async t => {
  const { state, health, later } = parts()
  const ready = { status: 'ready', link: 'up', store: 'ok', loop: 'ok' }
  t.strictSame(await health.ready(), ready)
  state.link = 'down'
  t.strictSame(await later(1000), { ...ready, status: 'unready', link: 'down' })
  state.link = 'elsewhere'
  t.strictSame(await later(1000), { ...ready, link: 'elsewhere' }, 'this instance forwards')
  state.link = 'up'
  state.worst = 2001
  t.strictSame(await later(1000), { ...ready, status: 'unready', loop: 'late' })
  state.worst = 0
  state.disk = false
  t.strictSame(await later(30_000), { ...ready, status: 'unready', store: 'failing' })
  state.disk = true
  t.strictSame(await later(5000), ready)
})

t.test('live: an event loop with a delay of more than 5 seconds is stalled', async t => {
  const { state, health } = parts()
  t.strictSame(health.live(), { status: 'alive' })
  state.worst = 5001
  t.strictSame(health.live(), { status: 'stalled' })
})

t.test('the answer is cached for one second', async t => {
  const { state, later } = parts()
  await later(0)
  state.link = 'down'
  t.match(await later(999), { link: 'up' })
  t.match(await later(1), { link: 'down' })
})

t.test('the storage is probed if there was no recent commit; trouble is reported once, and so is its end', async t => {
  const { state, storage, later } = parts()
  storage.succeeded()
  await later(29_999)
  t.equal(state.probes, 0)
  storage.failed(new Error('disk full'))
  storage.failed(new Error('disk full'))
  t.match(await later(4999), { store: 'failing' })
  t.equal(state.probes, 0)
  t.match(await later(1), { store: 'failing' }, 'the cached answer')
  t.match(await later(1000), { store: 'ok' })
  t.equal(state.probes, 1)
  t.strictSame(state.reported, ['trouble', 'recovery after 2'])
})

t.test('a service without a connection to the XMPP server is not ready; no token is needed to know', async t => {
  const stage = await startDevStage()
  const { url } = await scenario(t, { server: stage.server })
  const asks = async (path: string) => {
    const response = await fetch(`${url}/health/${path}`)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  // On a busy machine the event loop may be late, so `status` may be unready.
  let answer = await asks('ready')
  t.match(answer.body, { link: 'up', store: 'ok' })
  await stage.stop()
  while (answer.body['link'] === 'up') answer = await asks('ready')
  t.match(answer, { status: 503, body: { status: 'unready', link: 'down', store: 'ok' } })
  t.match((await asks('live')).body, { status: /^(alive|stalled)$/ })
})

t.test('a failed commit makes the service unready until a commit succeeds', async t => {
  const { romeo, room, store, url, logged } = await scenario(t)
  await romeo.enters(room)
  store.failNextCommit()
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'Verona' })
  const response = await fetch(`${url}/health/ready`)
  t.equal(response.status, 503)
  t.match(await response.json(), { status: 'unready', store: 'failing', link: 'up' })
  t.equal(logged('storage-trouble').length, 1)
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'Verona' })
  t.match(logged('storage-recovery'), [{ failures: 1 }])
})
