import t from 'tap'
import { invitation } from '../invitation.js'
import { NO_LIMITS } from '../rest.js'

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const PAGE = { 'content-type': 'text/html; charset=utf-8', 'x-robots-tag': /noindex/ }

t.test('the address of the links itself is a page for people', async t => {
  const { api } = await invitation(t)
  t.match(await api.app.inject({ url: '/', headers: BROWSER }), {
    statusCode: 200,
    headers: PAGE,
    body: /Open the link/,
  })
  t.match(await api.app.inject('/'), { statusCode: 404, headers: { 'content-type': /json/ } })
})

t.test(
  'a path that does not exist is a page for people if a browser asks, and JSON for apps and in the API',
  async t => {
    const { api } = await invitation(t)
    for (const url of ['/no/such/page', '/health/none', '/docs/none', '/a//b']) {
      const answer = await api.app.inject({ url, headers: BROWSER })
      t.match(answer, { statusCode: 404, headers: PAGE, body: /There is no such page/ }, url)
      t.match(await api.app.inject(url), { statusCode: 404, headers: { 'content-type': /json/ } }, url)
    }
    const inApi = await api.app.inject({ url: '/api/none', headers: BROWSER })
    t.match(inApi, { statusCode: 404, headers: { 'content-type': /json/ } })
    const posted = await api.app.inject({ method: 'POST', url: '/no/such/page', headers: BROWSER })
    t.match(posted.headers, { 'content-type': /json/ })
  },
)

t.test('icons and robots.txt are answered and count for no limit', async t => {
  const limits = { ...NO_LIMITS, requestsPerAddress: 2, validationsPerAddress: 2 }
  const { api, openInviteId } = await invitation(t, { limits })
  const icons = ['/favicon.ico', '/apple-touch-icon.png', '/apple-touch-icon-120x120-precomposed.png']
  for (const url of [...icons, ...icons]) {
    const { statusCode, headers, rawPayload } = await api.app.inject(url)
    t.match({ statusCode, headers }, { statusCode: 200, headers: { 'content-type': 'image/png' } })
    t.equal(rawPayload.toString('latin1', 1, 4), 'PNG')
  }
  const robots = await api.app.inject('/robots.txt')
  t.match(robots, { statusCode: 200, headers: { 'content-type': /^text\/plain/ }, body: /^User-agent: \*/ })
  t.match(await api.app.inject(`/${openInviteId}`), { statusCode: 200 })
})
