import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { type Play, type Scene, type SceneOptions, scenario } from '../scenario/index.js'
import { receiver } from './receiver.js'

const LOOPBACK = { events: { privateReceivers: ['127.0.0.1'] } }
const romeo = 'romeo@localhost'

type Made = { data: { webhookId: string; secret: string; isPaused: boolean; failure: { reason: string } | null } }

/** Romeo's room, and what he asks of webhooks. */
async function hooked(t: Play, options: SceneOptions = LOOPBACK) {
  const scene = await scenario(t, options)
  await scene.romeo.enters(scene.room)
  const asks = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) =>
    scene.calls(romeo, { method, path: `/api/v1/webhooks${path}`, ...(body && { body }) })
  const makes = async (body: object) => ((await asks('POST', '', body)).body as Made).data
  const reads = async (id: string) => ((await asks('GET', `/${id}`)).body as Made).data
  return { ...scene, asks, makes, reads, ban: (user: string) => ban(scene, user) }
}

const ban = ({ calls, room }: Scene, user: string) =>
  calls(romeo, { method: 'POST', path: `/api/v1/rooms/${room}/bans`, body: { user } })

t.test('events are posted in their order, with a signature that the library of Standard Webhooks verifies', async t => {
  const { makes, ban, room } = await hooked(t)
  const { url, received, types } = await receiver(t, 204)
  const { secret } = await makes({ url })
  for (const name of ['tybalt', 'paris', 'gregory']) await ban(`${name}@localhost`)
  t.same(await types(3), ['member.banned', 'member.banned', 'member.banned'])
  const read = received.map(({ body, headers }) => new Webhook(secret).verify(body, headers as Record<string, string>))
  t.match(read[0], { type: 'member.banned', data: { room, by: romeo, details: { user: 'tybalt@localhost' } } })
  t.match(read[2], { data: { details: { user: 'gregory@localhost' } } })
  t.not(received[0]?.headers['webhook-id'], received[1]?.headers['webhook-id'])
})

t.test('an event that is not taken is posted again with the same id, before the next one', async t => {
  const { makes, ban, reads } = await hooked(t)
  const { url, received, types } = await receiver(t, 503, 302, 200)
  const { webhookId } = await makes({ url })
  await ban('tybalt@localhost')
  await types(1)
  await ban('paris@localhost')
  await types(4)
  const ids = received.map(({ headers }) => headers['webhook-id'])
  t.same([ids[1], ids[2], ids[3] === ids[0]], [ids[0], ids[0], false])
  t.equal((await reads(webhookId)).isPaused, false)
})

t.test('events of a time when Latchstring or the receiver was down are posted after the start', async t => {
  const { makes, ban, restart } = await hooked(t)
  const { url, types, answers } = await receiver(t, 500)
  await makes({ url })
  await ban('tybalt@localhost')
  await types(1)
  await restart(async () => answers(200))
  await ban('paris@localhost')
  const seen = await types(3)
  t.equal(seen.length, 3)
})

t.test('what has failed before the last success does not make the pauses longer', async t => {
  const { makes, reads, romeo: owner, juliet, room } = await hooked(t)
  const { url, types } = await receiver(t, 200)
  const { webhookId } = await makes({ url, rooms: [room] })
  const affiliates = (user: string, affiliation: string) =>
    (user === 'juliet' ? owner : juliet).administers(
      room,
      `<item jid='${user}@localhost' affiliation='${affiliation}'/>`,
    )
  await affiliates('juliet', 'owner')
  // Each time after a second; the third time, it would be after 30.
  for (let times = 1; times <= 3; times++) {
    await types(2 * times - 1)
    await affiliates('romeo', 'member')
    while ((await reads(webhookId)).failure === null);
    await affiliates('romeo', 'owner')
  }
  t.equal((await types(7)).length, 7)
})

t.test('an address inside the own network gets nothing, and the webhook says why', async t => {
  const { makes, ban, reads, passes } = await hooked(t, {})
  const { url, received } = await receiver(t, 200)
  const { webhookId } = await makes({ url })
  await ban('tybalt@localhost')
  while ((await reads(webhookId)).failure === null) await passes(1)
  t.match(await reads(webhookId), { failure: { reason: /127\.0\.0\.1 has an address that is not public/ } })
  t.same(received, [])
})

t.test(
  'a receiver that is gone pauses the webhook and its owner is told; resumed, it goes on behind what it has',
  async t => {
    const { makes, ban, asks, reads, romeo: owner } = await hooked(t)
    const { url, received, types, answers } = await receiver(t, 204, 410)
    const { webhookId } = await makes({ url })
    await ban('tybalt@localhost')
    await ban('paris@localhost')
    await types(2)
    await owner.receives(
      `<message from="rooms.localhost"><body>The webhook to 127.0.0.1:${new URL(url).port} is paused: it takes no events (the receiver answers 410). They are kept for some days; resume it over the REST API when it works again.</body></message>`,
    )
    t.match(await reads(webhookId), { isPaused: true, failure: { reason: 'the receiver answers 410' } })
    answers(200)
    t.match(await asks('PATCH', `/${webhookId}`, { isPaused: false }), {
      status: 200,
      body: { data: { failure: null } },
    })
    await types(3)
    t.equal(received[2]?.headers['webhook-id'], received[1]?.headers['webhook-id'])
  },
)

t.test('a webhook gets the kinds that it asks for, of rooms that its owner moderates', async t => {
  const { makes, ban, juliet, romeo: owner, calls, asks, room } = await hooked(t)
  const { url, types, received } = await receiver(t, 200)
  await juliet.enters('capulet@rooms.localhost')
  await makes({ url, kinds: ['member.banned'] })
  const others = '/api/v1/rooms/capulet@rooms.localhost/bans'
  await calls('juliet@localhost', { method: 'POST', path: others, body: { user: 'tybalt@localhost' } })
  await owner.configures(room, { 'muc#roomconfig_roomname': 'Verona' })
  await ban('paris@localhost')
  t.same(await types(1), ['member.banned'])
  t.match(received[0]?.body, /paris@localhost/, 'what came before is not for this webhook')
  t.match(await asks('GET', ''), { body: { data: [{ kinds: ['member.banned'], url }] } })
})

t.test('only its owner reads, changes and removes a webhook', async t => {
  const { makes, asks, calls } = await hooked(t)
  const { url } = await receiver(t, 200)
  const { webhookId } = await makes({ url })
  for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
    const call = { method, path: `/api/v1/webhooks/${webhookId}`, ...(method === 'PATCH' && { body: {} }) }
    t.match(await calls('juliet@localhost', call), { status: 404 })
  }
  t.match(await asks('DELETE', `/${webhookId}`), { status: 200, body: { data: { webhookId } } })
  t.match(await asks('GET', ''), { body: { data: [] } })
})

t.test('a person has at most ten webhooks', async t => {
  const { asks } = await hooked(t)
  const body = { url: 'https://receiver.example.org/' }
  for (let n = 0; n < 10; n++) t.match(await asks('POST', '', body), { status: 200 })
  t.match(await asks('POST', '', body), { status: 403 })
})
