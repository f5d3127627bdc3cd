import t from 'tap'
import { addressName } from '../../src/http/server/address-name.js'
import { RateLimiter } from '../../src/limits/rate-limiter.js'
import { invitation, JOIN } from './invitation.js'
import { BASE, NO_LIMITS, restApi } from './rest.js'

const UNKNOWN = '0'.repeat(32)
const TOO_MANY = {
  status: 429,
  body: { errorCode: 429, errorMsg: 'Too Many Requests', errorDetails: String, errorDetailsCode: 429000 },
  headers: { 'retry-after': /^([1-9]|[1-5]\d|60)$/ },
}

/** Looks at links from an address, one after the other. */
async function looks({ api }: Awaited<ReturnType<typeof invitation>>, remoteAddress: string, ids: readonly string[]) {
  const answers = []
  for (const id of ids) {
    const url = `${BASE}/rooms/open-invites/validate?openInviteId=${id}`
    answers.push(await api.ask({ method: 'GET', url, remoteAddress }))
  }
  return answers
}

t.test('an address may look at a number of links per minute, valid or not, and then gets Retry-After', async t => {
  const scene = await invitation(t, { limits: { ...NO_LIMITS, validationsPerAddress: 2 } })
  const answers = await looks(scene, '192.0.2.1', [scene.openInviteId, UNKNOWN, scene.openInviteId])
  t.match(
    answers.map(({ status }) => status),
    [200, 404, 429],
  )
  t.match(answers.at(-1), TOO_MANY)
  t.match(await looks(scene, '192.0.2.2', [scene.openInviteId]), [{ status: 200 }])
})

t.test('the limit for all addresses does not count an address above its own limit', async t => {
  const scene = await invitation(t, { limits: { ...NO_LIMITS, validationsPerAddress: 2, validations: 3 } })
  await looks(scene, '192.0.2.1', Array(20).fill(UNKNOWN))
  t.match(await looks(scene, '192.0.2.2', [UNKNOWN, UNKNOWN]), [{ status: 404 }, TOO_MANY])
})

t.test('a user may try a number of unknown ids, also concurrently, and any number of valid ones', async t => {
  const { guest, owner, openInviteId } = await invitation(t, { limits: { ...NO_LIMITS, failedJoinsPerUser: 3 } })
  for (let n = 0; n < 5; n++) t.match(await guest.posts(JOIN, { openInviteId }), { status: 200 })
  const tries = Array.from({ length: 10 }, () => guest.posts(JOIN, { openInviteId: UNKNOWN }))
  const statuses = (await Promise.all(tries)).map(({ status }) => status)
  t.same(statuses.toSorted(), [404, 404, 404, 429, 429, 429, 429, 429, 429, 429])
  t.match(await guest.posts(JOIN, { openInviteId }), TOO_MANY)
  t.match(await owner.posts(JOIN, { openInviteId }), { status: 200 })
})

t.test('200 right joins at once use nothing up of the bound of wrong ones, which stays', async t => {
  const { guest, openInviteId } = await invitation(t, { limits: { ...NO_LIMITS, failedJoinsPerUser: 3 } })
  const crowd = async (id: string) =>
    Promise.all(Array.from({ length: 200 }, async () => (await guest.posts(JOIN, { openInviteId: id })).status))
  t.same(new Set(await crowd(openInviteId)), new Set([200]))
  t.equal((await crowd(UNKNOWN)).filter(status => status === 404).length, 3)
})

t.test('a join that is refused for another reason does not count as a guess', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t, { limits: { ...NO_LIMITS, failedJoinsPerUser: 1 } })
  await api.changeRecord(roomId, { config: { autoRegister: 'lock' } })
  for (let n = 0; n < 3; n++) t.match(await guest.posts(JOIN, { openInviteId }), { status: 403 })
})

t.test('0 is no limit', async t => {
  const scene = await invitation(t, { limits: NO_LIMITS })
  const answers = await looks(scene, '192.0.2.1', Array(100).fill(scene.openInviteId))
  t.ok(answers.every(({ status }) => status === 200))
})

t.test('names that clients choose are dropped in the end', async t => {
  const rate = new RateLimiter(1)
  rate.take('eve')
  for (let n = 0; n < 4999; n++) rate.take(addressName(`10.0.${n >> 8}.${n & 255}`))
  t.ok(rate.waitOf('eve') > 0)
  for (let n = 0; n < 5001; n++) rate.take(addressName(`10.1.${n >> 8}.${n & 255}`))
  t.equal(rate.waitOf('eve'), 0)
})

t.test('requests are counted by user with a valid token, else by address', async t => {
  const api = restApi(t, { limits: { ...NO_LIMITS, requestsPerUser: 3, requestsPerAddress: 2 } })
  const [alice, bob] = [await api.person('alice@example.org'), await api.person('bob@example.org')]
  const asks = async (token: string, remoteAddress: string) =>
    api.ask({ method: 'GET', url: '/api/v1/tokens', headers: { authorization: `Bearer ${token}` }, remoteAddress })
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1'])
    t.match(await asks(alice.token, address), { status: 200 })
  t.match(await asks(alice.token, '192.0.2.3'), TOO_MANY)
  t.match(await asks(`${bob.token}x`, '192.0.2.1'), { status: 401 })
  t.match(await api.ask({ method: 'GET', url: '/nothing/here', remoteAddress: '192.0.2.1' }), { status: 404 })
  t.match(await asks(`${bob.token}x`, '192.0.2.1'), TOO_MANY)
  t.match(await api.ask({ method: 'GET', url: '/api/rainbow/ping', remoteAddress: '192.0.2.1' }), TOO_MANY)
  t.match(await asks(bob.token, '192.0.2.1'), { status: 200 })
})

t.test('a request counts by the page and the lists that it asks for, and by its body', async t => {
  const limits = { ...NO_LIMITS, requestsPerUser: 40 }
  const passing = async (path: string, body?: object) => {
    const alice = await restApi(t, { limits }).person('alice@example.org')
    let passed = 0
    while ((await (body ? alice.posts(path, body) : alice.gets(path))).status !== 429) passed++
    return passed
  }
  t.equal(await passing('/users/me'), 40)
  t.equal(await passing('/rooms?limit=9'), 40)
  t.equal(await passing('/rooms?limit=190'), 2)
  t.equal(await passing('/users/jids', { jid_im: Array.from({ length: 30 }, () => 'bob@example.org') }), 10)
  t.equal(await passing('/users/jids', { jid_im: [`${'b'.repeat(16_000)}@example.org`] }), 10)
})

t.test('the bare JIDs of a request have a limited length together', async t => {
  const alice = await restApi(t).person('alice@example.org')
  const jids = Array.from({ length: 30 }, (_, n) => `${'é'.repeat(700)}${n}@example.org`)
  t.match(await alice.posts('/users/jids', { jid_im: jids }), { status: 400, body: { errorDetailsCode: 400000 } })
})

t.test('X-Forwarded-For is believed from a trusted proxy only', async t => {
  const limits = { ...NO_LIMITS, requestsPerAddress: 1 }
  const api = restApi(t, { limits, trustedProxies: ['10.0.0.0/8'] })
  const asks = async (remoteAddress: string, forwarded: string) =>
    api.ask({ method: 'GET', url: '/api/rainbow/ping', remoteAddress, headers: { 'x-forwarded-for': forwarded } })
  t.match(await asks('192.0.2.1', '198.51.100.1'), { status: 200 })
  t.match(await asks('192.0.2.1', '198.51.100.2'), TOO_MANY)
  t.match(await asks('10.0.0.1', '198.51.100.1'), { status: 200 })
  t.match(await asks('10.0.0.1', '203.0.113.7, 198.51.100.1'), TOO_MANY)
  t.match(await asks('10.0.0.1', '198.51.100.1, 10.0.0.9'), TOO_MANY)
})

t.test('requests with an undecodable path count for the address like all others', async t => {
  const api = restApi(t, { limits: { ...NO_LIMITS, requestsPerAddress: 2 } })
  const asks = (remoteAddress: string) => api.ask({ method: 'GET', url: '/%zz', remoteAddress })
  for (const status of [400, 400]) t.match(await asks('192.0.2.1'), { status })
  t.match(await asks('192.0.2.1'), TOO_MANY)
  t.match(await asks('192.0.2.2'), { status: 400 })
})
