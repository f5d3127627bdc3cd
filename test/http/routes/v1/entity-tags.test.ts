import t, { type Test } from 'tap'
import { scenario } from '../../../scenario/index.js'

const NONE = '"AAAAAAAAAAAAAAAAAAAAAA"'

/** A room of romeo's, and requests of his with headers. */
async function stage(t: Test) {
  const scene = await scenario(t)
  const { romeo, calls } = scene
  const call = (method: 'GET' | 'PATCH' | 'PUT' | 'DELETE', path: string, headers = {}, body?: unknown) =>
    calls(romeo.bare, { method, path: `/api/v1/rooms/${path}`, headers, body })
  const made = await romeo.calls('POST', '/api/v1/rooms', { name: 'Verona' })
  const { roomId } = (made.body as { data: { roomId: string } }).data
  return { ...scene, call, made, roomId }
}

const failed = { status: 412, body: { errorCode: 412, errorMsg: 'Precondition Failed', errorDetailsCode: 412000 } }

t.test('a room has the same ETag in each answer until it changes, and If-None-Match spares its content', async t => {
  const { call, made, roomId } = await stage(t)
  const read = await call('GET', roomId)
  t.match(read.etag, /^"[\w-]{22}"$/)
  t.equal(made.etag, read.etag)
  for (const tags of [read.etag, `W/${read.etag}`, '*', `${NONE}, ,W/"x" ,${read.etag}`]) {
    const again = await call('GET', roomId, { 'if-none-match': tags })
    t.match(again, { status: 304, body: undefined, etag: read.etag }, `${tags}`)
  }
  t.match(await call('GET', roomId, { 'if-none-match': NONE }), { status: 200 })
  const changed = await call('PATCH', roomId, {}, { name: 'Mantua' })
  t.not(changed.etag, read.etag)
  t.equal((await call('GET', roomId)).etag, changed.etag)
  t.match(await call('GET', roomId, { 'if-none-match': read.etag }), { status: 200 })
})

t.test('If-Match lets a change pass only in the state that the caller has read', async t => {
  const { call, roomId } = await stage(t)
  const { etag } = await call('GET', roomId)
  for (const tags of [NONE, `W/${etag}`, `"x", ${NONE}`]) {
    t.match(await call('PATCH', roomId, { 'if-match': tags }, { name: 'Lost' }), failed, tags)
    t.match(await call('DELETE', roomId, { 'if-match': tags }), failed, tags)
  }
  t.match(await call('PATCH', roomId, { 'if-none-match': '*' }, { name: 'Lost' }), failed)
  t.match(await call('PATCH', roomId, { 'if-match': `${NONE},${etag}` }, { name: 'Mantua' }), { status: 200 })
  t.match(await call('PATCH', roomId, { 'if-match': etag }, { name: 'Lost' }), failed, 'it has changed since')
  t.match(await call('PATCH', roomId, { 'if-match': '*' }, { name: 'Padua' }), { status: 200 })
  t.match(await call('PATCH', 'nowhere@rooms.localhost', { 'if-match': '*' }, {}), { status: 404 })
})

t.test('of changes at the same time with one tag, one passes', async t => {
  const { call, roomId } = await stage(t)
  const { etag } = await call('GET', roomId)
  const names = Array.from({ length: 20 }, (_, index) => `Room ${index}`)
  const answers = await Promise.all(names.map(name => call('PATCH', roomId, { 'if-match': etag }, { name })))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.equal(answers.filter(({ status }) => status === 412).length, 19)
})

t.test('a malformed list of tags is refused, since to ignore it would lose a change', async t => {
  const { call, roomId } = await stage(t)
  const refused = { status: 400, body: { errorDetailsCode: 400000 } }
  for (const tags of [
    'abc',
    '"a',
    'w/"a"',
    '"a" "b"',
    ',',
    '*, "a"',
    '"a b"',
    `${' '.repeat(8000)}x`,
    '"'.repeat(8001),
  ]) {
    t.match(await call('PATCH', roomId, { 'if-match': `${tags}` }, { name: 'Lost' }), refused, tags.slice(0, 20))
    t.match(await call('GET', roomId, { 'if-none-match': tags }), refused)
  }
})

t.test('a link has an ETag, which If-Match checks for a change and a revocation', async t => {
  const { call, romeo, roomId } = await stage(t)
  const made = await romeo.calls('POST', `/api/v1/rooms/${roomId}/links`, { label: 'Ball' })
  const path = `${roomId}/links/${(made.body as { data: { linkId: string } }).data.linkId}`
  t.equal((await call('GET', path)).etag, made.etag)
  t.match(await call('GET', path, { 'if-none-match': made.etag }), { status: 304 })
  t.match(await call('PATCH', path, { 'if-match': NONE }, { label: 'Lost' }), failed)
  const changed = await call('PATCH', path, { 'if-match': made.etag }, { label: 'Feast' })
  t.match(changed, { status: 200 })
  t.match(await call('DELETE', path, { 'if-match': made.etag }), failed)
  t.match(await call('DELETE', path, { 'if-match': changed.etag }), { status: 200 })
})

t.test('custom data has an ETag, so that two apps do not overwrite each other', async t => {
  const { call, juliet, roomId } = await stage(t)
  const path = `${roomId}/custom-data`
  const { etag, body } = await call('GET', path)
  t.strictSame(body, { data: { customData: {} } })
  const written = await call('PUT', path, { 'if-match': etag }, { customData: { a: 1 } })
  t.match(written, { status: 200, body: { data: { customData: { a: 1 } } } })
  t.match(await call('PUT', path, { 'if-match': etag }, { customData: { b: 2 } }), failed)
  t.match(await call('GET', path), { etag: written.etag, body: { data: { customData: { a: 1 } } } })
  t.match(await call('PUT', path, {}, { customData: { long: 'x'.repeat(8200) } }), { status: 400 })
  t.match(await juliet.calls('GET', `/api/v1/rooms/${path}`), { status: 404 })
  t.match(await juliet.calls('PUT', `/api/v1/rooms/${path}`, { customData: {} }), { status: 404 })
})

t.test('an avatar is set, read and removed below /api/v1, with the ETag of its image', async t => {
  const { call, romeo, juliet, roomId, calls, url } = await stage(t)
  const path = `${roomId}/avatar`
  const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])
  const other = Buffer.concat([image, image])
  t.match(await call('GET', path), { status: 404, body: { errorDetailsCode: 404000 } })
  t.match(await call('PUT', path, { 'if-match': '*' }, image), failed, 'there is none to replace')
  const set = await call('PUT', path, { 'if-none-match': '*' }, image)
  t.match(set, { status: 200, body: { data: { type: 'image/png', bytes: 9 } } })
  const refused = await call('PUT', path, { 'if-none-match': '*' }, other)
  t.match(refused, failed)
  t.equal(refused.etag, undefined)
  t.match(await call('GET', path, { 'if-none-match': set.etag }), { status: 304, etag: set.etag })
  const shown = await fetch(`${url}/api/room-avatar/${roomId}`)
  t.ok(Buffer.from(await shown.arrayBuffer()).equals(image))
  t.match(await call('PUT', path, {}, Buffer.from('<svg/>')), { status: 415 })
  t.match(await call('PUT', path, {}, Buffer.concat([image, Buffer.alloc(128 * 1024)])), { status: 413 })
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const body = method === 'PUT' ? image : undefined
    t.match(await calls(juliet.bare, { method, path: `/api/v1/rooms/${path}`, body }), { status: 404 }, method)
  }
  t.match(await romeo.calls('DELETE', `/api/v1/rooms/${path}`), { status: 200 })
  t.match(await call('GET', path), { status: 404 })
})
