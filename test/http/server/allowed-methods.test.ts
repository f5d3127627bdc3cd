import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { documentOf, operationsOf } from '../document/reading.js'
import { BASE, NO_LIMITS, restApi } from '../rest.js'

/** Asks over a real connection, with any method that Node.js knows. */
async function served(t: Test, options: Parameters<typeof restApi>[1] = {}) {
  const api = restApi(t, options)
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = api.app.server.address() as AddressInfo
  const asks = (method: string, path: string) =>
    new Promise<{ status: number | undefined; allow: string | undefined; text: string }>((resolve, reject) => {
      const asked = request({ port, method, path, agent: false }, answer => {
        let text = ''
        answer.on('data', piece => (text += piece))
        answer.on('end', () => resolve({ status: answer.statusCode, allow: answer.headers.allow, text }))
      })
      asked.on('error', reject).end()
    })
  return { ...api, asks }
}

const ALLOWED: Record<string, string> = {
  '/api/v1/join': 'POST, OPTIONS',
  '/api/v1/tokens': 'DELETE, GET, HEAD, POST, OPTIONS',
  [`${BASE}/rooms/0123456789abcdef01234567`]: 'DELETE, GET, HEAD, PUT, OPTIONS',
  [`${BASE}/users/a%40b/public-links/bind`]: 'POST, OPTIONS',
  '/health/live': 'GET, HEAD, OPTIONS',
  '/openapi.json': 'GET, HEAD, OPTIONS',
  '/docs/static/index.css': 'GET, HEAD, OPTIONS',
  [`/${'0'.repeat(32)}`]: 'GET, HEAD, OPTIONS',
}

t.test('RFC 9110 §15.5.6: a method that a path has not is 405, and Allow names those it has', async t => {
  const { asks } = await served(t)
  for (const [path, allow] of Object.entries(ALLOWED)) {
    for (const method of ['PATCH', 'PROPFIND', 'TRACE']) {
      const { text, ...answer } = await asks(method, path)
      t.strictSame(answer, { status: 405, allow }, `${method} ${path}`)
      t.match(JSON.parse(text), { errorCode: 405, errorMsg: 'Method Not Allowed', errorDetailsCode: 405000 })
    }
  }
})

t.test('RFC 9110 §9.3.7: OPTIONS names the methods of a path, without a token', async t => {
  const { asks } = await served(t)
  for (const [path, allow] of Object.entries(ALLOWED)) {
    t.strictSame(await asks('OPTIONS', path), { status: 204, allow, text: '' }, path)
  }
  t.match(await asks('OPTIONS', '/api/v1/nothing/here'), { status: 404 })
})

t.test('RFC 9110 §9.3.2: HEAD answers as GET does, without a body; without a GET it is 405', async t => {
  const { asks } = await served(t)
  for (const path of ['/health/live', '/openapi.json', `/${'0'.repeat(32)}`, '/api/v1/tokens', '/nothing/here']) {
    const { status } = await asks('GET', path)
    t.match(await asks('HEAD', path), { status, text: '' }, path)
  }
  t.strictSame(await asks('HEAD', '/api/v1/join'), { status: 405, allow: 'POST, OPTIONS', text: '' })
})

t.test('a fixed name of a path precedes an id in its place', async t => {
  const { asks } = await served(t)
  t.strictSame((await asks('PUT', `${BASE}/rooms/open-invites`)).allow, 'POST, OPTIONS')
})

/** What the documents leave out, since they describe JSON only. */
const IMAGES = '/api/v1/rooms/{room}/avatar'

t.test('each path of the document refuses the methods that it does not name', async t => {
  const api = await served(t)
  const operations = operationsOf(await documentOf(api, '/openapi.json')).map(({ at }) => at.split(' '))
  for (const path of new Set(operations.map(([, path = '']) => path))) {
    const described = operations.filter(([, other]) => other === path).map(([method = '']) => method)
    const named = path === IMAGES ? ['GET', ...described] : described
    const methods = [...named, ...(named.includes('GET') ? ['HEAD'] : [])].sort()
    const { status, allow } = await api.asks('OPTIONS', path.replaceAll(/\{\w+\}/g, 'x'))
    t.strictSame([status, allow], [204, [...methods, 'OPTIONS'].join(', ')], path)
  }
})

t.test('these requests count as requests without a token', async t => {
  const { asks } = await served(t, { limits: { ...NO_LIMITS, requestsPerAddress: 2 } })
  t.equal((await asks('PATCH', '/api/v1/join')).status, 405)
  t.equal((await asks('OPTIONS', '/api/v1/join')).status, 204)
  t.equal((await asks('PATCH', '/api/v1/join')).status, 429)
})
