import t from 'tap'
import { BASE, NO_LIMITS, restApi } from '../rest.js'

const APP = 'https://app.example.org'
const ASKS = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' }

/** The headers of CORS in an answer, and Vary. */
function corsOf(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(access-control-|vary$)/.test(name)))
}

t.test('Fetch §3.3: a listed origin may call the API, and reads the headers of its answers', async t => {
  const { app, person } = restApi(t, { origins: [APP] })
  const { token } = await person('romeo@example.org')
  const headers = { origin: APP, authorization: `Bearer ${token}` }
  for (const url of [`${BASE}/users/me`, '/api/v1/tokens', '/api/v1/nothing', `${BASE}/rooms/none`]) {
    const answer = await app.inject({ url, headers })
    t.match(answer.headers, { 'access-control-allow-origin': APP, vary: 'Origin' }, url)
    t.match(answer.headers['access-control-expose-headers'], /\bRateLimit, RateLimit-Policy, Retry-After\b/)
    t.equal(answer.headers['access-control-allow-credentials'], undefined)
  }
  t.match((await app.inject({ url: '/api/v1/tokens', headers: { origin: APP } })).headers, {
    'access-control-allow-origin': APP,
  })
})

t.test('Fetch §3.3.2: a preflight needs no token, and allows the headers of the API', async t => {
  const { app } = restApi(t, { origins: [APP] })
  for (const url of ['/api/v1/join', `${BASE}/rooms`, '/api/v1/nothing']) {
    const { statusCode, headers, body } = await app.inject({
      method: 'OPTIONS',
      url,
      headers: { origin: APP, ...ASKS },
    })
    t.match({ statusCode, body }, { statusCode: 204, body: '' }, url)
    t.match(headers, { 'access-control-allow-origin': APP, vary: 'Origin', 'access-control-max-age': '7200' }, url)
    t.match(headers['access-control-allow-methods'], /GET.*POST.*PATCH.*DELETE/)
    for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'Act-As', 'X-Rainbow-Client']) {
      t.match(headers['access-control-allow-headers'], name)
    }
  }
})

t.test('other origins get no permission, and neither does a request that names none', async t => {
  const { app } = restApi(t, { origins: [APP, 'http://127.0.0.1:3000'] })
  for (const origin of [
    'https://evil.example',
    `${APP}:8443`,
    `${APP}.evil.example`,
    'http://app.example.org',
    'null',
    '*',
    undefined,
  ]) {
    const headers = { ...ASKS, ...(origin && { origin }) }
    const preflight = await app.inject({ method: 'OPTIONS', url: '/api/v1/join', headers })
    t.strictSame(corsOf(preflight.headers), { vary: 'Origin' }, String(origin))
    const answer = await app.inject({ url: '/api/rainbow/ping', headers })
    t.strictSame(corsOf(answer.headers), { vary: 'Origin' }, String(origin))
  }
})

t.test('with *, each origin may call the API, and cookies are never sent along', async t => {
  const { app } = restApi(t, { origins: ['*'] })
  for (const origin of [APP, 'null']) {
    const { headers } = await app.inject({ url: '/api/rainbow/ping', headers: { origin } })
    t.match(corsOf(headers), { 'access-control-allow-origin': '*' })
    t.equal(headers['access-control-allow-credentials'], undefined)
  }
})

t.test('pages and the monitoring are for no other origin; without http.origins nothing is', async t => {
  const { app } = restApi(t, { origins: ['*'] })
  const pages = [
    '/',
    '/manage',
    '/manage/sign-in',
    `/${'0'.repeat(32)}`,
    '/docs',
    '/health/live',
    '/api',
    '/apis/x',
    '/none',
  ]
  for (const url of pages) {
    for (const method of ['GET', 'OPTIONS', 'POST'] as const) {
      const { headers } = await app.inject({ method, url, headers: { origin: APP, accept: 'text/html', ...ASKS } })
      t.notOk(
        Object.keys(headers).some(name => name.startsWith('access-control-')),
        `${method} ${url}`,
      )
    }
  }
  const closed = restApi(t)
  const { headers } = await closed.app.inject({
    method: 'OPTIONS',
    url: '/api/v1/join',
    headers: { origin: APP, ...ASKS },
  })
  t.match(headers, { allow: 'POST, OPTIONS' })
  t.strictSame(corsOf(headers), {})
})

t.test('preflights count as requests without a token', async t => {
  const { app } = restApi(t, { origins: [APP], limits: { ...NO_LIMITS, requestsPerAddress: 2 } })
  const asks = async () =>
    (await app.inject({ method: 'OPTIONS', url: '/api/v1/join', headers: { origin: APP, ...ASKS } })).statusCode
  t.strictSame([await asks(), await asks(), await asks()], [204, 204, 429])
})
