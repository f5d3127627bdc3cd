import t, { type Test } from 'tap'
import type { HttpServerOptions } from '../../../src/http/server/options.js'
import { NO_LIMITS, NOBODY_WATCHES, restApi } from '../rest.js'

const PROXY = '10.0.0.1'

function watched(t: Test, more: { addresses?: string[]; trustedProxies?: string[] } = {}) {
  const { addresses = ['127.0.0.1', '::1', '192.0.2.0/24'], trustedProxies = [] } = more
  const monitoring: HttpServerOptions['monitoring'] = { ...NOBODY_WATCHES, addresses, metrics: async () => 'up 1\n' }
  const { app } = restApi(t, { monitoring, trustedProxies })
  return async (remoteAddress: string, headers: Record<string, string> = {}) => {
    const { statusCode, body } = await app.inject({ url: '/metrics', remoteAddress, headers })
    return statusCode === 200 ? body : statusCode
  }
}

t.test('metrics are for the configured addresses; others get 404', async t => {
  const from = watched(t)
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '192.0.2.77']) {
    t.equal(await from(address), 'up 1\n', address)
  }
  for (const address of ['127.0.0.2', '192.0.3.1', '::2', '::ffff:192.0.3.1', '10.0.0.1']) {
    t.equal(await from(address), 404, address)
  }
})

t.test('a request through an untrusted proxy is refused, wherever the proxy is', async t => {
  const from = watched(t)
  const traces = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host', 'x-forwarded-proto']
  for (const trace of traces) t.equal(await from('127.0.0.1', { [trace]: '127.0.0.1' }), 404, trace)
})

t.test('behind a trusted proxy the address of the client counts', async t => {
  const from = watched(t, { trustedProxies: [PROXY] })
  t.equal(await from(PROXY, { 'x-forwarded-for': '127.0.0.1' }), 'up 1\n')
  t.equal(await from(PROXY, { 'x-forwarded-for': '203.0.113.5' }), 404)
  t.equal(await from(PROXY, { 'x-forwarded-for': '127.0.0.1, 203.0.113.5' }), 404, 'what a stranger wrote before')
  t.equal(await from(PROXY, { 'x-forwarded-for': 'not an address' }), 404)
  t.equal(await from(PROXY, { forwarded: 'for=127.0.0.1' }), 404, 'a header that is not read')
  t.equal(await from('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }), 404, 'an untrusted proxy')
})

t.test('an empty list allows no address', async t => {
  t.equal(await watched(t, { addresses: [] })('127.0.0.1'), 404)
})

t.test('health: the status and the body name the part that is not ready', async t => {
  const unready = { status: 'unready', link: 'up', store: 'failing', loop: 'ok' } as const
  const health = { live: () => ({ status: 'stalled' as const }), ready: async () => unready }
  const api = restApi(t, { monitoring: { ...NOBODY_WATCHES, health } })
  const asks = (url: string) => api.ask({ method: 'GET', url })
  t.match(await asks('/health/ready'), { status: 503, body: unready, headers: { 'cache-control': 'no-store' } })
  t.match(await asks('/health/live'), { status: 503, body: { status: 'stalled' } })
  const well = restApi(t)
  t.match(await well.ask({ method: 'GET', url: '/health/ready' }), { status: 200, body: { status: 'ready' } })
})

t.test('health checks are not rate-limited', async t => {
  const api = restApi(t, { limits: { ...NO_LIMITS, requestsPerAddress: 1 } })
  for (let i = 0; i < 5; i++) t.match(await api.ask({ method: 'GET', url: '/health/live' }), { status: 200 })
})
