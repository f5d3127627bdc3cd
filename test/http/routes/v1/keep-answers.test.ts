import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import t, { type Test } from 'tap'
import { keptAnswerExpiry } from '../../../../src/kept-answers/expire-kept-answers.js'
import { alice, invitation } from '../../invitation.js'
import { restApi } from '../../rest.js'

const DAY = 24 * 60 * 60 * 1000

type Poster = { readonly token: string }

/** The room of Alice, and requests with a key. `links`: the number of its links. */
async function keyed(t: Test, options: Parameters<typeof restApi>[1] = {}) {
  const set = await invitation(t, options)
  const { api, roomId, owner } = set
  const path = `/api/v1/rooms/${roomId}/links`
  const posts = (key: string, { by = owner as Poster, url = path, payload = {}, at = api } = {}) =>
    at.ask({ method: 'POST', url, payload, headers: { authorization: `Bearer ${by.token}`, 'idempotency-key': key } })
  const links = async () => Number((await owner.gets(path)).body['total'])
  return { ...set, path, posts, links, before: await links() }
}

t.test('a repeat with the same Idempotency-Key gets the first answer, and makes no second link', async t => {
  const { posts, links, before } = await keyed(t)
  const first = await posts('a', { payload: { label: 'Class' } })
  const again = await posts('a', { payload: { label: 'Class' } })
  t.equal(first.status, 200)
  t.same(again.body, first.body)
  t.equal(again.status, 200)
  t.equal(await links(), before + 1)
})

t.test('another key, or none, is another request', async t => {
  const { posts, links, before, owner, path } = await keyed(t)
  await posts('a')
  await posts('b')
  await owner.posts(path, {})
  await owner.posts(path, {})
  t.equal(await links(), before + 4)
})

t.test('the same key with another body, another path or a token with other scopes is refused with 422', async t => {
  const { api, posts, links, before, roomId } = await keyed(t)
  await posts('a')
  t.match(await posts('a', { payload: { label: 'Other' } }), { status: 422, body: { errorDetailsCode: 422000 } })
  t.equal((await posts('a', { url: `/api/v1/rooms/${roomId}/bans`, payload: { user: 'bad.example' } })).status, 422)
  t.equal((await posts('a', { by: await api.person(alice, { scope: 'links' }) })).status, 422)
  t.equal(await links(), before + 1)
})

t.test('a repeat while the first request is handled is refused with 409, and later gets the answer', async t => {
  const { api, posts, links, before } = await keyed(t)
  const { store } = api.storage
  const { commit } = store
  const gate = new EventEmitter()
  store.commit = async changes => {
    const opened = once(gate, 'open')
    gate.emit('commit')
    await opened
    return commit(changes)
  }
  const commits = once(gate, 'commit')
  const first = posts('a')
  await commits
  t.match(await posts('a'), { status: 409, body: { errorDetailsCode: 409001 } })
  store.commit = commit
  gate.emit('open')
  const { status, body } = await first
  t.equal(status, 200)
  t.same((await posts('a')).body, body)
  t.equal(await links(), before + 1)
})

t.test('a failed commit stores neither the act nor its answer: a repeat acts', async t => {
  const { api, posts, links, before } = await keyed(t)
  api.storage.failNextCommit()
  t.equal((await posts('a')).status, 500)
  t.equal(await links(), before)
  t.equal((await posts('a')).status, 200)
  t.equal(await links(), before + 1)
})

t.test(
  'a refusal by the domain is stored and changes nothing; what is refused before the work is not stored',
  async t => {
    const { posts, path, links, before, guest } = await keyed(t)
    const unknown = '/api/v1/rooms/000000000000000000000000/links'
    const first = await posts('a', { url: unknown })
    t.match(first, { status: 404, body: { errorDetailsCode: 404001 } })
    const again = await posts('a', { url: unknown })
    t.equal(again.status, 404)
    t.same(again.body, first.body)
    t.equal((await posts('a', { url: path })).status, 422)

    t.equal((await posts('b', { payload: { maxUses: 'many' } })).status, 400)
    t.equal((await posts('b', { payload: { maxUses: 1 } })).status, 200)
    t.equal((await posts('a', { by: guest })).status, 404)
    t.equal(await links(), before + 1)
  },
)

t.test('wrong ids of links are counted with a key, too', async t => {
  const limits = { requestsPerAddress: 0, requestsPerUser: 0, validationsPerAddress: 0, validations: 0 }
  const { posts, guest } = await keyed(t, { limits: { ...limits, failedJoinsPerUser: 2, invitationsPerAddress: 0 } })
  const join = (key: string) =>
    posts(key, { by: guest, url: '/api/v1/join', payload: { openInviteId: 'f'.repeat(32) } })
  t.same([(await join('1')).status, (await join('2')).status, (await join('3')).status], [404, 404, 429])
})

t.test('a person who waits for an approval has asked, and a repeat answers that again', async t => {
  const { posts, guest, owner, path, roomId } = await keyed(t)
  const { openInviteId } = (await owner.posts(path, { admission: 'unlock_ack' })).body.data
  const join = () => posts('a', { by: guest, url: '/api/v1/join', payload: { openInviteId } })
  t.same((await join()).body, { data: { state: 'waiting' } })
  t.same((await join()).body, { data: { state: 'waiting' } })
  t.match((await owner.gets(`/api/v1/rooms/${roomId}/requests`)).body, { data: [{ user: { jid: guest.jid } }] })
})

t.test('the stored answer comes after a restart, and another person with the same key is another matter', async t => {
  const { api, posts, guest } = await keyed(t)
  const tokens = { url: '/api/v1/tokens', payload: { label: 'App' } }
  const first = await posts('a', tokens)
  const other = await posts('a', { ...tokens, by: guest })
  const at = restApi(t, { storage: api.storage })
  const again = await posts('a', { ...tokens, at })
  t.same(again.body, first.body)
  t.equal(again.headers['cache-control'], 'no-store')
  t.not(other.body.data['token'], first.body.data['token'])
  t.equal(other.status, 200)
})

t.test('the stored answer hides the token that it holds from who reads the database', async t => {
  const { api, posts } = await keyed(t)
  const { body } = await posts('a key', { url: '/api/v1/tokens', payload: { label: 'App' } })
  const { keptAnswer } = await api.storage.store.lookUp({ keptAnswer: idOf('a key') })
  t.ok(keptAnswer)
  t.notOk(Buffer.from(keptAnswer?.sealed ?? []).includes(String(body.data['token'])))
})

t.test('after 24 hours a key is new, and its answer is deleted', async t => {
  let now = Date.UTC(2026, 0, 1)
  const { api, posts, links, before } = await keyed(t, { now: () => now })
  await posts('a')
  now += DAY - 1
  await posts('a')
  t.equal(await links(), before + 1)
  now += 1
  await posts('a')
  t.equal(await links(), before + 2)
  now += DAY + 1
  const expiry = keptAnswerExpiry()
  const tick = () =>
    api.service.run({}, turn => {
      turn.clock.tick(turn.batch.at)
      expiry.onTick?.(turn)
    })
  await tick()
  t.ok((await api.storage.store.lookUp({ keptAnswer: idOf('a') })).keptAnswer, 'the clock is not trusted yet')
  now += 60 * 60 * 1000
  await tick()
  t.equal((await api.storage.store.lookUp({ keptAnswer: idOf('a') })).keptAnswer, undefined)
})

t.test('a key is 1 to 255 printable ASCII characters', async t => {
  const { posts } = await keyed(t)
  for (const key of ['', 'a'.repeat(256), 'é', 'a\tb']) {
    const { status, body } = await posts(key)
    t.equal(status, 400, key)
    t.match(body, { errorDetails: [{ param: 'idempotency-key', msg: 'must be 1 to 255 printable ASCII characters' }] })
  }
  t.equal((await posts('~'.repeat(255))).status, 200)
})

t.test('an answer above 64 KiB is refused instead of kept, and nothing is done', async t => {
  const { posts, owner } = await keyed(t)
  const payload = { url: 'https://example.org/', rooms: ['x'.repeat(65_450)] }
  t.equal((await posts('a', { url: '/api/v1/webhooks', payload })).status, 400)
  t.same((await owner.gets('/api/v1/webhooks')).body, { data: [] })
})

t.test('each POST below /api/v1 with a token takes the header', async t => {
  const { api } = await invitation(t)
  const { paths } = (await api.ask({ method: 'GET', url: '/openapi.json' })).body as unknown as Documented
  const posts = Object.entries(paths).flatMap(([path, { post }]) => (path.startsWith('/api/v1/') && post ? [post] : []))
  t.ok(posts.length > 0)
  for (const { operationId, security, parameters = [] } of posts) {
    const takes = parameters.some(({ name }) => name === 'idempotency-key')
    t.equal(takes, security.length > 0, operationId)
  }
})

type Documented = {
  readonly paths: Record<string, { readonly post?: Post }>
}
type Post = {
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters?: readonly { readonly name: string }[]
}

/** The id under which the answer to Alice is stored. */
function idOf(key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([alice, key]))
    .digest('hex')
}
