import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { NO_LIMITS, restApi } from '../http/rest.js'
import { findChromium, startChromium } from './chromium.js'

/** A test with a browser on a page of another origin; it is skipped where there is no Chromium. */
function originTest(
  title: string,
  play: (t: Test, scene: Awaited<ReturnType<typeof elsewhere>>) => Promise<void>,
): void {
  const chromium = findChromium()
  if (typeof chromium !== 'string') t.test(title, chromium, () => undefined)
  else t.test(title, async t => play(t, await elsewhere(t, chromium)))
}

/** An app with a page of its own, and the API, which admits the app, or another one. */
async function elsewhere(t: Test, chromium: string) {
  const site = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>An app</title>')
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const browser = await startChromium(chromium)
  t.teardown(async () => {
    await browser.close()
    site.closeAllConnections()
    site.close()
  })
  const page = await browser.newPage()
  await page.goto(origin)
  /** The API, on a port of its own. */
  const serves = async (origins: readonly string[]) => {
    const api = restApi(t, { origins, limits: { ...NO_LIMITS, requestsPerUser: 100 } })
    return { ...api, home: await api.app.listen({ host: '127.0.0.1', port: 0 }) }
  }
  return { origin, page, serves }
}

type Asked = { method: string; headers: Record<string, string>; body?: string; credentials?: 'include' }

/** What a script of the page gets for a request; a text if the browser withholds the answer. */
function fetches(page: Page, url: string, asked: Asked) {
  return page.evaluate(
    async ({ url, asked }) => {
      try {
        const answer = await fetch(url, asked)
        const { status, headers } = answer
        return { status, body: await answer.text(), limit: headers.get('ratelimit'), wait: headers.get('retry-after') }
      } catch (error) {
        return String(error)
      }
    },
    { url, asked },
  )
}

originTest(
  'http.origins: a page of a listed origin creates a room and a link in Chromium',
  async (t, { origin, page, serves }) => {
    const { home, person } = await serves([origin])
    const { token } = await person('romeo@example.org')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const made = await fetches(page, `${home}/api/rainbow/enduser/v1.0/rooms`, {
      method: 'POST',
      headers,
      body: '{"name":"Verona"}',
    })
    t.match(made, { status: 200, body: /"name":"Verona"/, limit: /^"user";r=99;/ })
    const { id } = JSON.parse(typeof made === 'string' ? '{}' : made.body).data
    const keyed = { ...headers, 'idempotency-key': 'one', 'x-rainbow-client': 'sdk_web' }
    const linked = await fetches(page, `${home}/api/v1/rooms/${id}/links`, {
      method: 'POST',
      headers: keyed,
      body: '{}',
    })
    t.match(linked, { status: 200, body: /"openInviteId"/ })
    t.match(await fetches(page, `${home}/api/v1/nothing`, { method: 'PATCH', headers, body: '{}' }), { status: 404 })
    t.match(await fetches(page, `${home}/api/v1/tokens`, { method: 'GET', headers: {} }), {
      status: 401,
      body: /No token/,
    })
  },
)

originTest('other origins get nothing, and pages are for none', async (t, { page, serves }) => {
  const closed = await serves(['https://app.example.org'])
  const headers = { authorization: `Bearer ${(await closed.person('romeo@example.org')).token}` }
  t.equal(await fetches(page, `${closed.home}/api/v1/tokens`, { method: 'GET', headers }), 'TypeError: Failed to fetch')
  const open = await serves(['*'])
  t.match(await fetches(page, `${open.home}/api/v1/tokens`, { method: 'GET', headers }), { status: 200 })
  const withCookies = { method: 'GET', headers, credentials: 'include' } as const
  t.equal(await fetches(page, `${open.home}/api/v1/tokens`, withCookies), 'TypeError: Failed to fetch')
  for (const path of ['/', '/manage', `/${'0'.repeat(32)}`, '/health/live']) {
    t.equal(
      await fetches(page, `${open.home}${path}`, { method: 'GET', headers: {} }),
      'TypeError: Failed to fetch',
      path,
    )
  }
})
