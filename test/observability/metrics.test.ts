import t from 'tap'
import { linkedScene, makesLink } from '../invites/plain-link.js'
import { joins } from '../invites/rest-room.js'
import { type Scene, scenario } from '../scenario/index.js'

/** The values of all metrics by name with labels. */
async function metrics({ url }: Scene): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const samples = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return new Map(samples.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

t.test('joins are counted by way, refusals by reason', async t => {
  const scene = await linkedScene(t)
  const { romeo, juliet, mercutio, actor, room, link } = scene
  const asking = await makesLink(romeo, room, { admission: 'unlock_ack' })
  await joins(juliet, link.id)
  await mercutio.enters(room, { inside: `<password>${link.id}</password>` })
  const tybalt = await actor('tybalt')
  await joins(tybalt, asking.id)
  await romeo.calls('POST', `/api/v1/rooms/${room}/requests/${tybalt.bare}`, { decision: 'approve' })
  const found = await metrics(scene)
  t.equal(found.get('latchstring_joins_total{way="rest"}'), 1)
  t.equal(found.get('latchstring_joins_total{way="xmpp"}'), 1)
  t.equal(found.get('latchstring_joins_total{way="approved"}'), 1)
  t.equal(found.get('latchstring_refusals_total{way="rest",reason="waiting"}'), 1)
})

t.test('received stanzas, each sent copy and the recipients of a message are counted', async t => {
  const scene = await scenario(t)
  const { romeo, juliet, room } = scene
  await romeo.enters(room)
  await juliet.enters(room)
  const before = await metrics(scene)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Hello</body></message>`)
  await juliet.receives(`<message><body>Hello</body></message>`)
  const after = await metrics(scene)
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
  t.equal(grown('latchstring_stanzas_received_total{kind="message"}'), 1)
  t.equal(grown('latchstring_stanzas_sent_total{kind="message"}'), 2)
  t.equal(grown('latchstring_message_recipients_count'), 1)
  t.equal(grown('latchstring_message_recipients_sum'), 2)
  t.equal(grown('latchstring_commit_seconds_count'), 1)
})

t.test('the gauges show rooms, sessions, the outbox, the connection and the file sizes', async t => {
  const scene = await scenario(t)
  await scene.romeo.enters(scene.room)
  await scene.juliet.enters(scene.room)
  const found = await metrics(scene)
  for (const where of ['memory', 'store']) {
    t.equal(found.get(`latchstring_rooms{where="${where}"}`), 1)
    t.equal(found.get(`latchstring_sessions{where="${where}"}`), 2)
  }
  t.equal(found.get('latchstring_server_link_up'), 1)
  t.equal(found.get('latchstring_server_link_events_total{event="up"}'), 1)
  t.equal(found.get('latchstring_works_waiting'), 0)
  t.equal(found.get('latchstring_stanzas_dropped_total'), 0)
  t.ok((found.get('latchstring_pong_seconds') ?? 0) > 0)
  t.ok((found.get('latchstring_store_bytes{file="wal"}') ?? 0) > 0)
  t.ok((found.get('process_resident_memory_bytes') ?? 0) > 0)
})

t.test('the delay of the event loop has no value as long as it has no sample', async t => {
  const scene = await scenario(t)
  // The second begins before the event loop has been measured again.
  for (const found of [await metrics(scene), await metrics(scene)]) {
    const delays = [...found].filter(([name]) => name.startsWith('nodejs_eventloop_lag_'))
    t.ok(delays.length > 0)
    t.strictSame(
      delays.filter(([, seconds]) => !(seconds < 60)),
      [],
    )
  }
})

t.test('HTTP requests are counted by route pattern, never by path, and errors by code', async t => {
  const scene = await scenario(t)
  const { url, romeo } = scene
  await fetch(`${url}/0123456789abcdef0123456789abcdef`)
  await fetch(`${url}/some/where/else`)
  await romeo.calls('POST', '/api/rainbow/enduser/v1.0/rooms/open-invites', {})
  const found = await metrics(scene)
  t.equal(found.get('latchstring_http_requests_total{route="none",method="GET",status="404"}'), 1)
  t.equal(found.get('latchstring_http_errors_total{code="404000"}'), 1)
  t.equal(found.get('latchstring_http_errors_total{code="400000"}'), 1)
  const labels = [...found.keys()].join('\n')
  for (const part of ['0123456789abcdef', 'some/where', romeo.bare, 'localhost']) t.notOk(labels.includes(part), part)
})

t.test('failed sign-ins and failed commits are counted', async t => {
  const scene = await scenario(t)
  const { romeo, room, store, calls } = scene
  await romeo.enters(room)
  store.failNextCommit()
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'Verona' })
  const authorization = `Basic ${Buffer.from('nobody@elsewhere:x').toString('base64')}`
  await calls('', { method: 'GET', path: '/api/rainbow/authentication/v1.0/login', authorization })
  const found = await metrics(scene)
  t.equal(found.get('latchstring_storage_faults_total'), 1)
  t.equal(found.get('latchstring_sign_in_failures_total'), 1)
})
