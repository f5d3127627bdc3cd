import t from 'tap'
import { BASE, NO_LIMITS, restApi } from './rest.js'

/** The fields of the limit in an answer. */
function limitOf({ headers }: { headers: Readonly<Record<string, unknown>> }) {
  return { policy: headers['ratelimit-policy'], limit: headers['ratelimit'] }
}

t.test(
  'draft-ietf-httpapi-ratelimit-headers: answers to a user say what is left, also the one that refuses',
  async t => {
    const api = restApi(t, { limits: { ...NO_LIMITS, requestsPerUser: 4 } })
    const romeo = await api.person('romeo@example.org')
    const policy = '"user";q=4;w=60'
    t.strictSame(limitOf(await romeo.gets('/users/me')), { policy, limit: '"user";r=3;t=15' })
    t.strictSame(limitOf(await romeo.gets('/rooms/none')), { policy, limit: '"user";r=2;t=30' })
    // A page of 10 rooms costs as much as two requests.
    t.strictSame(limitOf(await romeo.gets('/rooms?limit=10')), { policy, limit: '"user";r=0;t=60' })
    const refused = await romeo.gets('/users/me')
    t.match(refused, { status: 429, headers: { 'retry-after': /^\d+$/ } })
    t.strictSame(limitOf(refused), { policy, limit: '"user";r=0;t=60' })
    t.strictSame(limitOf(await (await api.person('juliet@example.org')).gets('/users/me')).limit, '"user";r=3;t=15')
  },
)

t.test('without a valid token, they say what is left to the IP address', async t => {
  const api = restApi(t, { limits: { ...NO_LIMITS, requestsPerAddress: 3, requestsPerUser: 9 } })
  const policy = '"address";q=3;w=60'
  const asks = (url: string) => api.ask({ method: 'GET', url })
  t.strictSame(limitOf(await asks('/api/rainbow/ping')), { policy, limit: '"address";r=2;t=20' })
  t.strictSame(limitOf(await asks(`${BASE}/users/me`)), { policy, limit: '"address";r=1;t=40' })
  const options = await api.app.inject({ method: 'OPTIONS', url: '/api/v1/join' })
  t.strictSame(limitOf(options), { policy, limit: '"address";r=0;t=60' })
})

t.test('what is not limited has no such fields', async t => {
  const api = restApi(t)
  const none = { policy: undefined, limit: undefined }
  t.strictSame(limitOf(await (await api.person('romeo@example.org')).gets('/users/me')), none)
  t.strictSame(limitOf(await api.ask({ method: 'GET', url: '/api/rainbow/ping' })), none)
  const limited = restApi(t, { limits: { ...NO_LIMITS, requestsPerAddress: 3 } })
  t.strictSame(limitOf(await limited.app.inject({ url: `/${'0'.repeat(32)}`, headers: { accept: 'text/html' } })), none)
})
