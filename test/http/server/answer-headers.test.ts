import t, { type Test } from 'tap'
import { alice } from '../invitation.js'
import { exchange } from '../raw.js'
import { restApi } from '../rest.js'

type Headers = Readonly<Record<string, unknown>>

/** What the headers of every answer must have; the policy has default-src 'none', no frames, and forms to us at most. */
const RULES: Readonly<Record<string, RegExp>> = {
  'content-security-policy':
    /^default-src 'none';(?!.*unsafe)(?!.*[*])(?!.*http)(?=.*frame-ancestors 'none')(?=.*form-action '(none|self)')(?=.*base-uri 'none')/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(no-referrer|same-origin)$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'content-type':
    /^(application\/json|text\/html|text\/css|text\/plain|image\/(png|svg\+xml)|(application|text)\/javascript)(; charset=utf-8)?$/,
}

/** The problems of the headers of an answer: pages and files may have their own type, and CORS headers are not allowed. */
function faultsIn(headers: Headers): string[] {
  const broken = Object.entries(RULES).filter(([name, rule]) => {
    return !(name === 'content-type' && headers[name] === undefined) && !rule.test(String(headers[name]))
  })
  const unwanted = Object.keys(headers).filter(name => /^(access-control-|set-cookie|server$|x-powered-by)/.test(name))
  return [...broken.map(([name]) => `${name}: ${headers[name]}`), ...unwanted]
}

type Asked = { readonly method: string; readonly url: string }

/** Every route, with pages and their files. */
async function routes(t: Test) {
  const api = restApi(t)
  const all: Asked[] = []
  api.app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) all.push({ method: one, url })
  })
  await api.app.ready()
  return { ...api, all }
}

t.test('the check finds headers that are missing, too permissive or superfluous', async t => {
  const { app } = restApi(t)
  const { headers } = await app.inject('/api/rainbow/ping')
  t.same(faultsIn(headers), [])
  const policy = headers['content-security-policy']
  const wrong: Headers[] = [
    { 'content-security-policy': undefined },
    { 'content-security-policy': `${policy}; script-src 'unsafe-inline'` },
    { 'content-security-policy': `${policy}; img-src *` },
    { 'content-security-policy': policy?.toString().replace("form-action 'none'", 'form-action https:') },
    { 'referrer-policy': 'strict-origin' },
    { 'content-security-policy': `${policy}; img-src https://example.org` },
    { 'x-content-type-options': 'sniff' },
    { 'content-type': 'text/xml' },
    { 'access-control-allow-origin': '*' },
  ]
  for (const one of wrong) t.equal(faultsIn({ ...headers, ...one }).length, 1, JSON.stringify(one))
})

t.test('every answer of every route has its type, and admits no other site', async t => {
  const { app, all, person } = await routes(t)
  t.ok(all.length > 80)
  const { token } = await person(alice)
  for (const { method, url } of all) {
    for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
      const answer = await app.inject({ method: method as 'GET', url: url.replace('*', 'index.html'), headers })
      t.same(faultsIn(answer.headers), [], `${method} ${url}`)
    }
  }
})

t.test(
  'so has every answer to an unknown path, a bad URL and bytes that are not HTTP; cross-origin requests are not allowed',
  async t => {
    const { app, faults } = await routes(t)
    for (const url of [
      '/',
      '/nothing/here',
      '/docs/../x',
      '/%E0%A4%A',
      '/docs/static/swagger-ui.css',
      '/swagger.json',
    ]) {
      for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
        const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
        t.same(faultsIn((await app.inject({ method: method as 'GET', url, headers })).headers), [], `${method} ${url}`)
      }
    }
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    for (const request of ['nonsense', 'GET / HTTP/1.1\r\n\r\n', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n']) {
      const { answers } = await exchange(Number(port), [request], { ends: true })
      t.same(
        answers.map(({ headers }) => faultsIn(headers)),
        [[]],
      )
    }
    t.same(faults, [])
  },
)
