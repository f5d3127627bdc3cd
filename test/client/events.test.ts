import { createClient, type RoomEvent, readWebhook } from 'latchstring/client'
import t from 'tap'
import { type Play, type SceneOptions, scenario } from '../scenario/index.js'
import { receiver } from '../webhooks/receiver.js'
import { flakyProxy } from './flaky-proxy.js'

/** Romeo's room, his client behind a proxy, and bans, whose events are easy to tell apart. */
async function set(t: Play, options: SceneOptions = {}) {
  const scene = await scenario(t, options)
  await scene.romeo.enters(scene.room)
  const calls = (body: object, path: string) => scene.calls('romeo@localhost', { method: 'POST', path, body })
  const made = (await calls({ label: 'client' }, '/api/v1/tokens')).body as { data: { token: string; tokenId: string } }
  const proxy = await flakyProxy(t, () => scene.url)
  const api = createClient({ url: proxy.url, token: made.data.token })
  const bans = (...names: string[]) =>
    names.reduce<Promise<unknown>>(
      (before, name) => before.then(() => calls({ user: `${name}@localhost` }, `/api/v1/rooms/${scene.room}/bans`)),
      Promise.resolve(),
    )
  return { ...scene, ...proxy, api, bans, tokenId: made.data.tokenId }
}

const userOf = ({ details }: RoomEvent) => details.user?.split('@')[0]

/** The users of the next events. */
async function nextOf(events: AsyncGenerator<RoomEvent, void>, count: number) {
  const users: unknown[] = []
  while (users.length < count) {
    const { value, done } = await events.next()
    if (done) break
    users.push(userOf(value))
  }
  return users
}

t.test('a list with cursors gives the entries of all its pages', async t => {
  const { api, bans, seen } = await set(t)
  await bans('tybalt', 'paris', 'gregory', 'sampson', 'abram')
  const users: unknown[] = []
  const query = { after: '0', limit: 2, kind: ['member.banned' as const] }
  for await (const event of api.each('/api/v1/events', { params: { query } })) users.push(userOf(event))
  t.same(users, ['tybalt', 'paris', 'gregory', 'sampson', 'abram'])
  t.ok(seen.length > 2)
})

t.test('events come as they happen, each once, through lost answers and a restart of the service', async t => {
  const { api, bans, next, restart } = await set(t)
  const stop = new AbortController()
  const events = api.events({ after: '0', kind: ['member.banned'], signal: stop.signal })
  await bans('tybalt')
  t.same(await nextOf(events, 1), ['tybalt'])
  const later = nextOf(events, 4)
  next('lost', 'cut', { status: 502 }, { status: 500 })
  await bans('paris')
  await restart()
  await bans('gregory', 'sampson', 'abram')
  t.same(await later, ['paris', 'gregory', 'sampson', 'abram'])
  stop.abort()
  t.same(await events.next(), { done: true, value: undefined })
})

t.test('without a cursor, only what happens from now on is given', async t => {
  const { api, bans, sees } = await set(t)
  await bans('tybalt')
  const events = api.events({ kind: ['member.banned'] })
  const coming = nextOf(events, 1)
  await sees(2)
  await bans('paris')
  t.same(await coming, ['paris'])
  await events.return()
})

t.test('a signal ends the wait for an event, without an error', async t => {
  const { api, sees } = await set(t)
  const stop = new AbortController()
  const waits = api.events({ signal: stop.signal }).next()
  await sees(2)
  stop.abort()
  t.same(await waits, { done: true, value: undefined })
})

t.test('a refusal that no time mends ends the iteration', async t => {
  const { api, calls, tokenId } = await set(t)
  await calls('romeo@localhost', { method: 'DELETE', path: `/api/v1/tokens/${tokenId}` })
  await t.rejects(api.events().next(), { name: 'ApiError', status: 401 })
})

t.test('what a webhook has got is verified, and has the form of an event', async t => {
  const { api, bans, room } = await set(t, { events: { privateReceivers: ['127.0.0.1'] } })
  const { url, received, types } = await receiver(t, 204)
  const { data: made } = await api.POST('/api/v1/webhooks', { body: { url, rooms: [room] } })
  const events = api.events({ after: made.cursor, kind: ['member.banned'] })
  await bans('tybalt')
  await types(1)
  const [{ headers = {}, body = '' } = {}] = received
  const event = readWebhook({ secret: made.secret, headers, body })
  t.same(event, (await events.next()).value)
  await events.return()
  t.same(readWebhook({ secret: made.secret, headers: new Headers(headers as Record<string, string>), body }), event)
  const forged = { secret: made.secret, headers, body: body.replace('tybalt', 'romeo') }
  t.throws(() => readWebhook(forged), /signature/)
  t.throws(() => readWebhook({ ...forged, headers: {} }), /headers/)
})
