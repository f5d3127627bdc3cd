import { ApiError, type Client, createClient } from 'latchstring/client'
import t from 'tap'
import { type Play, type Scene, scenario } from '../scenario/index.js'
import { flakyProxy } from './flaky-proxy.js'

/** Romeo's room, his token, and his client behind a proxy. */
async function set(t: Play) {
  const scene = await scenario(t)
  await scene.romeo.enters(scene.room)
  const token = await tokenOf(scene)
  const proxy = await flakyProxy(t, () => scene.url)
  const api = createClient({ url: proxy.url, token })
  const path = { room: scene.room }
  const makesLink = (label: string) => api.POST('/api/v1/rooms/{room}/links', { params: { path }, body: { label } })
  const labels = async () => {
    const { data } = await api.GET('/api/v1/rooms/{room}/links', { params: { path } })
    return data.map(({ label }) => label)
  }
  return { ...scene, ...proxy, token, api, path, makesLink, labels }
}

async function tokenOf({ calls }: Scene): Promise<string> {
  const made = await calls('romeo@localhost', { method: 'POST', path: '/api/v1/tokens', body: { label: 'client' } })
  return (made.body as { data: { token: string } }).data.token
}

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

const createsRoom = (api: Client, name: string) => api.POST('/api/rainbow/enduser/v1.0/rooms', { body: { name } })

t.test('a call has the path, the query and the body of the document, and gives the body of the answer', async t => {
  const { api, path, makesLink } = await set(t)
  const { data: made } = await makesLink('The balcony')
  t.match(made, { label: 'The balcony', uses: 0, state: 'open' })
  const params = { path: { ...path, linkId: made.linkId } }
  const changed = await api.PATCH('/api/v1/rooms/{room}/links/{linkId}', { params, body: { paused: true } })
  t.equal(changed.data.state, 'paused')
  const { total } = await api.GET('/api/v1/links', { params: { query: { limit: 1 } } })
  t.equal(total, 1)
  await api.DELETE('/api/v1/rooms/{room}/links/{linkId}', { params })
  t.match(await refusalOf(api.GET('/api/v1/rooms/{room}/links/{linkId}', { params })), { status: 404 })
})

t.test('a refusal is an ApiError with the status, the code and the text of the API', async t => {
  const { api, path, next } = await set(t)
  const params = { path: { room: 'nothing@rooms.localhost' } }
  const refusal = await refusalOf(api.GET('/api/v1/rooms/{room}/links', { params }))
  t.ok(refusal instanceof ApiError)
  t.match(refusal, { status: 404, code: 404001, text: /room/, message: /^404 \(code 404001\): / })
  const invalid = api.POST('/api/v1/rooms/{room}/links', { params: { path }, body: { maxUses: -1 } })
  t.match(await refusalOf(invalid), { status: 400, code: 400000, text: /^maxUses must be/ })
  next({ status: 413, body: '<html>' })
  t.match(await refusalOf(createsRoom(api, 'x')), {
    status: 413,
    code: undefined,
    text: /no answer of the API/,
    body: '<html>',
  })
})

t.test('a change with the tag of what was read passes once, and with a former tag it is refused', async t => {
  const { api, path } = await set(t)
  const { answer, etag = '' } = await api.tagged('/api/v1/rooms/{room}/custom-data', { params: { path } })
  t.same(answer.data, { customData: {} })
  const paints = (colour: string) => {
    const params = { path, header: { 'if-match': etag } }
    return api.PUT('/api/v1/rooms/{room}/custom-data', { params, body: { customData: { colour } } })
  }
  await paints('red')
  t.match(await refusalOf(paints('blue')), { status: 412, code: 412000 })
  t.same((await api.GET('/api/v1/rooms/{room}/custom-data', { params: { path } })).data, {
    customData: { colour: 'red' },
  })
})

t.test('each reads the archive of a room from its first message on, page by page', async t => {
  const { api, path, romeo, room } = await set(t)
  for (const body of ['one', 'two', 'three']) {
    await api.POST('/api/v1/rooms/{room}/messages', { params: { path }, body: { body } })
    await romeo.receives(`<message from='${room}/romeo'><body>${body}</body></message>`)
  }
  const bodies: unknown[] = []
  const params = { path, query: { after: '0', limit: 2 } }
  for await (const { body } of api.each('/api/v1/rooms/{room}/messages', { params })) bodies.push(body)
  t.same(bodies, ['one', 'two', 'three'])
})

t.test('an image is sent as it is', async t => {
  const { api } = await set(t)
  const { data: room } = await createsRoom(api, 'The balcony')
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  )
  const params = { path: { roomId: room.id } }
  const body = new Blob([png], { type: 'image/png' })
  await api.POST('/api/rainbow/enduser/v1.0/rooms/{roomId}/avatar', { params, body })
})

for (const fault of ['lost', 'cut'] as const) {
  t.test(`a POST with a key is repeated when its answer is ${fault}, and has one effect`, async t => {
    const { makesLink, labels, next, seen } = await set(t)
    next(fault, fault)
    const { data: made } = await makesLink('once')
    t.equal(made.label, 'once')
    t.equal(seen.length, 3)
    t.same(await labels(), ['once'])
  })
}

t.test('a POST that takes no key is not repeated when its answer is lost', async t => {
  const { api, next, seen } = await set(t)
  next('lost')
  await t.rejects(createsRoom(api, 'once'), TypeError)
  t.equal(seen.length, 1)
  next('lost')
  const headers = { 'idempotency-key': 'ignored' }
  await t.rejects(api.POST('/api/rainbow/enduser/v1.0/rooms', { body: { name: 'once' }, headers }), TypeError)
  t.equal(seen.length, 2)
})

t.test('every request is repeated that was refused before it had an effect, as Retry-After says', async t => {
  const { api, next, seen } = await set(t)
  next({ status: 503, retryAfter: 0 }, { status: 429, retryAfter: 1 })
  const { data: room } = await createsRoom(api, 'The balcony')
  t.equal(room.name, 'The balcony')
  t.equal(seen.length, 3)
  next({ status: 429, retryAfter: 3600 })
  t.match(await refusalOf(createsRoom(api, 'later')), { status: 429, retryAfter: 3600 })
  t.equal(seen.length, 4)
})

t.test('what a proxy answers in place of the service is repeated only where that is safe, and five times', async t => {
  const { api, makesLink, next, seen } = await set(t)
  next({ status: 502 })
  t.match(await refusalOf(createsRoom(api, 'The balcony')), { status: 502 })
  t.equal(seen.length, 1)
  next(...Array.from({ length: 5 }, () => ({ status: 502 })))
  t.match(await refusalOf(makesLink('never')), { status: 502 })
  t.equal(seen.length, 6)
})

t.test('a repeat waits while the first request with its key is being handled', async t => {
  const { makesLink, labels, next } = await set(t)
  next({ status: 409, body: JSON.stringify({ errorCode: 409, errorDetailsCode: 409001 }) })
  await makesLink('once')
  t.same(await labels(), ['once'])
})

t.test('a call ends with its signal, also between two attempts', async t => {
  const { api, path, next, sees } = await set(t)
  const stop = new AbortController()
  next({ status: 503, retryAfter: 60 })
  const call = api.GET('/api/v1/rooms/{room}/links', { params: { path }, signal: stop.signal })
  await sees(1)
  stop.abort(new Error('enough'))
  await t.rejects(call, { message: 'enough' })
})

t.test('a token that is given by a function is asked for before each request', async t => {
  const { url, token } = await set(t)
  const given = ['wrong', token]
  const api = createClient({ url, token: () => given.shift() ?? '' })
  t.match(await refusalOf(api.GET('/api/v1/tokens')), { status: 401 })
  t.match(await api.GET('/api/v1/tokens'), { data: [{ label: 'client' }] })
})

/** The compiler checks these; they are never called. */
export const misspelt = (api: Client) => [
  // @ts-expect-error no such path
  api.GET('/api/v1/linkz'),
  // @ts-expect-error the path has no such method
  api.POST('/api/v1/links'),
  // @ts-expect-error no room in the path
  api.POST('/api/v1/rooms/{room}/links', { body: {} }),
  // @ts-expect-error no such key
  api.POST('/api/v1/rooms/{room}/links', { params: { path: { room: '' } }, body: { maxUsse: 1 } }),
  // @ts-expect-error a list without cursors
  api.each('/api/v1/webhooks'),
  // @ts-expect-error no such kind
  api.events({ kind: ['member.jioned'] }),
]
