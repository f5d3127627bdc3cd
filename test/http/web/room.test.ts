import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { mapOf } from '../../../src/muc/model/room.js'
import { invitation } from '../invitation.js'
import { NO_LIMITS } from '../rest.js'

const DAY = 24 * 60 * 60
const COOKIE = /^guest=(guest-[0-9a-f]{16})\.([0-9a-f]{32});/

/** A link to a room, and a browser that sends forms and cookies. */
async function link(t: Test, options: Parameters<typeof invitation>[1] = {}) {
  const { api, openInviteId, roomId } = await invitation(t, options)
  const base = `/${openInviteId}`
  const gets = (path: string, cookie = '') => api.app.inject({ url: `${base}${path}`, headers: { cookie } })
  const posts = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    api.app.inject({
      method: 'POST',
      url: `${base}${path}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    })
  /** Joins with this name. Gives the cookie. */
  const joins = async (name: string) => {
    const { statusCode, headers } = await posts('/enter', { name })
    t.equal(statusCode, 303)
    t.equal(headers.location, `${base}/room`)
    return String(headers['set-cookie']).split(';')[0] ?? ''
  }
  /** The names of the guests of the room. */
  const guests = () =>
    api.changeRoom(roomId, ({ rooms }) => {
      const room = rooms.byId(roomId)
      return room ? [...mapOf(room, 'guest').values()].map(({ name }) => name) : []
    })
  return { api, base, roomId, openInviteId, gets, posts, joins, guests }
}

t.test('a name makes a guest, whom a cookie keeps for the pages of this link alone, for 30 days', async t => {
  const { base, posts, guests } = await link(t)
  const { statusCode, headers } = await posts('/enter', { name: '  The  nurse ' })
  t.equal(statusCode, 303)
  t.equal(headers.location, `${base}/room`)
  const cookie = String(headers['set-cookie'])
  t.match(cookie, COOKIE)
  t.match(cookie, `Max-Age=${30 * DAY}; Path=${base}; HttpOnly; Secure; SameSite=Strict`)
  t.same(await guests(), ['The nurse'])
})

t.test('the cookie lasts no longer than the link', async t => {
  const { api, openInviteId, posts } = await link(t)
  await api.changeLink(openInviteId, { expiresAt: Date.now() + DAY * 1000 })
  const { headers } = await posts('/enter', { name: 'The nurse' })
  const [, maxAge = ''] = /Max-Age=(\d+)/.exec(String(headers['set-cookie'])) ?? []
  t.ok(Number(maxAge) <= DAY && Number(maxAge) > DAY - 60, maxAge)
})

t.test('a browser that has a guest comes back as this guest, whatever the name', async t => {
  const { base, posts, joins, guests } = await link(t)
  const cookie = await joins('The nurse')
  const { statusCode, headers } = await posts('/enter', { name: 'Another' }, { cookie })
  t.match({ statusCode, headers }, { statusCode: 303, headers: { location: `${base}/room` } })
  t.equal(headers['set-cookie'], undefined)
  t.same(await guests(), ['The nurse'])
})

t.test(
  'the page of the room has scripts and styles of this service only, and connects to its WebSocket only',
  async t => {
    const { base, gets, joins } = await link(t)
    const { statusCode, headers, body } = await gets('/room', await joins('The nurse'))
    t.equal(statusCode, 200)
    const policy = String(headers['content-security-policy'])
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? ''
    const sources = policy.split('; ')
    t.ok(sources.includes("default-src 'none'"))
    t.ok(sources.includes("script-src 'self'"))
    t.ok(sources.includes("connect-src 'self' wss://rooms.example.org"))
    t.ok(sources.includes("img-src 'self' data: blob:"))
    t.ok(sources.includes("frame-ancestors 'none'"))
    t.match(policy, `style-src 'self' 'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    t.notMatch(policy, /https:|\*/)
    t.notMatch(body, /<script(?![^>]* src="\/client\/)/)
    t.match(body, 'data-websocket="wss://rooms.example.org/xmpp-websocket"')
    t.match(body, `data-credentials="${base}/credentials"`)
    t.match(body, 'MPL-2.0')
    t.equal(headers['referrer-policy'], 'same-origin', 'its form to leave names its origin')
    t.equal(headers['cache-control'], 'no-store')
  },
)

t.test('names stay text on the page of the room', async t => {
  const { api, roomId, gets, joins } = await link(t)
  const attack = '"><script>alert(1)</script>'
  await api.changeRecord(roomId, { config: { name: attack } })
  const { body } = await gets('/room', await joins(attack))
  t.notMatch(body, '<script>')
  t.match(body, 'data-nick="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
})

t.test('the credentials are for the browser that has the guest', async t => {
  const { gets, joins } = await link(t)
  const cookie = await joins('The nurse')
  const [, local, secret = ''] = COOKIE.exec(`${cookie};`) ?? []
  const { statusCode, headers, body } = await gets('/credentials', cookie)
  t.equal(statusCode, 200)
  t.equal(headers['cache-control'], 'no-store')
  t.same(JSON.parse(body), { jid: `${local}@rooms.example.org`, password: secret })
  const wrong = ['', 'guest=', `guest=${local}.${'0'.repeat(32)}`, `guest=guest-0123456789abcdef.${secret}`, 'guest=x']
  for (const other of wrong) t.equal((await gets('/credentials', other)).statusCode, 404, other)
})

t.test('leaving ends the guest, and the cookie', async t => {
  const { base, gets, posts, joins, guests } = await link(t)
  const cookie = await joins('The nurse')
  const { statusCode, headers } = await posts('/leave', {}, { cookie })
  t.match({ statusCode, headers }, { statusCode: 303, headers: { location: base } })
  t.match(String(headers['set-cookie']), new RegExp(`^guest=; Max-Age=0; Path=${base}; `))
  t.same(await guests(), [])
  t.equal((await gets('/credentials', cookie)).statusCode, 404)
  t.equal((await posts('/leave')).statusCode, 303, 'also without a guest')
})

t.test('the address of the room without a guest leads to the link; with one who is gone, it says so', async t => {
  const { base, gets, posts, joins } = await link(t)
  t.match(await gets('/room'), { statusCode: 303, headers: { location: base } })
  const cookie = await joins('The nurse')
  await posts('/leave', {}, { cookie })
  const { statusCode, headers, body } = await gets('/room', cookie)
  t.equal(statusCode, 404)
  t.match(body, 'You are not in the room any more')
  t.match(body, `href="${base}"`)
  t.match(String(headers['set-cookie']), 'Max-Age=0')
  t.match((await gets('/room?asked', cookie)).body, 'You were not let in')
})

t.test('a guest who waits gets a page that loads itself again, and no credentials', async t => {
  const { api, base, openInviteId, gets, joins } = await link(t)
  await api.changeLink(openInviteId, { admission: 'unlock_ack' })
  const cookie = await joins('The nurse')
  const { statusCode, body } = await gets('/room', cookie)
  t.equal(statusCode, 200)
  t.match(body, `<meta http-equiv="refresh" content="5; url=${base}/room?asked">`)
  t.notMatch(body, '<script')
  t.equal((await gets('/credentials', cookie)).statusCode, 404)
})

t.test('guests who wait behind one address do not use up its limit, up to 30 requests a minute of each', async t => {
  const { api, openInviteId, gets, joins } = await link(t, { limits: { ...NO_LIMITS, requestsPerAddress: 10 } })
  await api.changeLink(openInviteId, { admission: 'unlock_ack' })
  const cookies = [await joins('The nurse'), await joins('Peter')]
  const looks = (cookie: string) => gets('/room?asked', cookie).then(({ statusCode }) => statusCode)
  for (let look = 0; look < 30; look++) t.same(await Promise.all(cookies.map(looks)), [200, 200])
  const hostile = async (cookie: string) => {
    let passed = 0
    while ((await looks(cookie)) !== 429) passed++
    return passed
  }
  const passed = await hostile(cookies[0] ?? '')
  t.ok(passed >= 8 && passed < 20, `${passed} more of the first guest count for the address`)
  t.equal(await looks(`guest=guest-${'0'.repeat(16)}.${'0'.repeat(32)}`), 429, 'a secret that opens nothing')
})

t.test('what is wrong is said at the field, which keeps what was entered', async t => {
  const { api, openInviteId, posts, guests } = await link(t)
  const says = async (name: string, text: string) => {
    const { statusCode, body } = await posts('/enter', { name })
    t.equal(statusCode, 422, name)
    t.match(body, text)
    return body
  }
  await says('  ', 'Please write a name.')
  t.match(await says('x'.repeat(65), 'This name cannot be used'), `value="${'x'.repeat(65)}"`)
  await says('\u202e', 'This name cannot be used')
  await api.changeLink(openInviteId, { admission: 'lock' })
  await says('The nurse', 'The room is locked')
  t.same(await guests(), [])
})

t.test('a link that has ended makes no guest, and looks like any other invalid link', async t => {
  const { api, openInviteId, posts, joins, gets } = await link(t)
  const cookie = await joins('The nurse')
  await api.changeLink(openInviteId)
  const gone = await posts('/enter', { name: 'Friar Laurence' })
  t.equal(gone.statusCode, 404)
  const other = await api.app.inject(`/${'0'.repeat(32)}`)
  t.equal(gone.body, other.body)
  t.equal((await gets('/room', cookie)).statusCode, 404)
  const malformed = { method: 'POST', url: '/nothing/enter', payload: '' } as const
  t.equal((await api.app.inject(malformed)).statusCode, 404)
})

t.test('a form of another site makes no guest and ends none', async t => {
  const { posts, joins, guests } = await link(t)
  const cookie = await joins('The nurse')
  const foreign: readonly Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ]
  for (const from of foreign) {
    t.equal((await posts('/enter', { name: 'Friar' }, from)).statusCode, 403)
    t.equal((await posts('/leave', {}, { cookie, ...from })).statusCode, 403)
  }
  t.same(await guests(), ['The nurse'])
})

t.test('the pages of the room are in the language of the visitor, and their forms keep it', async t => {
  const { base, posts, joins, gets } = await link(t)
  const { headers } = await posts('/enter?lang=ar', { name: 'ليلى' })
  t.equal(headers.location, `${base}/room?lang=ar`)
  const { body } = await gets('/room?lang=ar', await joins('Laila'))
  t.match(body, '<html lang="ar" dir="rtl">')
  t.match(body, 'data-language="ar"')
  t.match(body, `action="${base}/leave?lang=ar"`)
})
