import t from 'tap'
import { restApi } from '../rest.js'

t.test('the page to read and try the document needs no other site, and no search engine keeps it', async t => {
  const { app } = restApi(t)
  const page = await app.inject('/docs')
  t.match(page, { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  t.match(page.headers, {
    'content-security-policy': /^default-src 'none';/,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': /noindex/,
  })
  t.notMatch(page.headers['content-security-policy'], /unsafe|https?:|\*/)
  const addresses = [...page.body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address)
  t.ok(addresses.length > 3)
  for (const address of addresses) {
    t.match(address, /^\/docs\/static\//)
    t.match(await app.inject(address), { statusCode: 200, headers: { 'x-content-type-options': 'nosniff' } }, address)
  }
  t.notMatch(page.body, /<script>|<style>| style=| on\w+=/)
})

t.test('requests that are tried out go to the origin of the page', async t => {
  const { app } = restApi(t)
  const { paths, servers } = (await app.inject('/docs/json')).json()
  t.strictSame(servers, [{ url: '/' }])
  t.strictSame(paths, (await app.inject('/openapi.json')).json().paths)
})

t.test('the page stores no token, and ignores a document URL in its address', async t => {
  const { body } = await restApi(t).app.inject('/docs/static/swagger-initializer.js')
  t.match(body, '"persistAuthorization":false')
  t.notMatch(body, '"queryConfigEnabled":true')
})

t.test('an unknown path below the page is a 404 in the form of all errors', async t => {
  const { ask } = restApi(t)
  for (const url of ['/docs/yaml', '/docs/static/nothing', '/docs/static/..%2f..%2fpackage.json', '/docs/nothing']) {
    t.match(await ask({ method: 'GET', url }), { status: 404, body: { errorDetailsCode: 404000 } }, url)
  }
})

t.test('all browsers share the bytes of a file of the page, and one that has it gets it once', async t => {
  const { app } = restApi(t)
  const file = (headers: Record<string, string> = {}) => app.inject({ url: '/docs/static/swagger-ui.css', headers })
  const { headers, rawPayload } = await file({ 'accept-encoding': 'br' })
  t.match(headers, { 'content-encoding': 'br', 'cache-control': 'no-cache', vary: 'accept-encoding' })
  t.ok(rawPayload.length < (await file()).rawPayload.length)
  t.equal((await file({ 'accept-encoding': 'br', 'if-none-match': String(headers.etag) })).statusCode, 304)
})
