import t from 'tap'
import { NO_LIMITS, restApi } from '../rest.js'
import { Browser } from './browser.js'
import { ALICE, managed } from './managed.js'

const HOUR = 60 * 60_000

t.test('the cookie is for the pages to manage alone, and no script or other site sees it', async t => {
  const { browserOf } = await managed(t)
  const { setCookie } = await browserOf(ALICE)
  const [pair, ...flags] = setCookie.split('; ')
  t.match(pair, /^latchstring-manage=[0-9a-f]{32}$/)
  t.same(new Set(flags), new Set(['Max-Age=28800', 'Path=/manage', 'HttpOnly', 'Secure', 'SameSite=Strict']))
})

t.test('a session lasts 8 hours, also over a restart, and then leads to the page to sign in', async t => {
  const { api, clock, browserOf, room } = await managed(t)
  const browser = await browserOf(ALICE)
  clock.now += 8 * HOUR - 1
  const later = restApi(t, { storage: api.storage, now: () => clock.now })
  const again = new Browser(later.app)
  again.cookie = browser.cookie
  t.match(await again.opens(room), { status: 200, path: room })
  clock.now += 1
  for (const path of [room, '/manage', `${room}/bans`]) {
    t.match(await again.opens(path), { status: 200, path: '/manage/sign-in' })
  }
})

t.test('signing out ends the session, not only the cookie', async t => {
  const { browserOf, room, api } = await managed(t)
  const browser = await browserOf(ALICE)
  const { cookie } = browser
  t.match(await browser.submits('/sign-out'), { path: '/manage/sign-in?done=signed-out', body: /You are signed out/ })
  t.equal(browser.cookie, undefined)
  const thief = new Browser(api.app)
  thief.cookie = cookie
  t.equal((await thief.opens(room)).path, '/manage/sign-in')
})

t.test('an eleventh session of a person ends the first', async t => {
  const { browserOf, clock, room } = await managed(t)
  const browsers: Browser[] = []
  for (let n = 0; n < 11; n++) {
    clock.now += 1
    browsers.push(await browserOf(ALICE))
  }
  t.equal((await browsers[0]?.opens(room))?.path, '/manage/sign-in')
  t.equal((await browsers[1]?.opens(room))?.path, room)
  t.equal((await browsers[10]?.opens(room))?.path, room)
})

t.test('a form needs the token of the session: a forged one is refused and changes nothing', async t => {
  const { browserOf, makesLink, room, owner, roomId } = await managed(t)
  const { linkId } = await makesLink()
  const pause = `${room}/links/${linkId}/pause`
  const [hers, other] = [await browserOf(ALICE), await browserOf(ALICE)]
  const stateOf = async () => (await owner.gets(`/api/v1/rooms/${roomId}/links/${linkId}`)).body.data['state']
  await other.opens(room)
  const foreign = other.forms()[0]?.fields['token'] ?? ''
  for (const token of ['', foreign, 'x', 'x'.repeat(5000)]) {
    t.match(await hers.sends(pause, { token }), { status: token.length > 100 ? 400 : 403 }, token)
  }
  t.equal(await stateOf(), 'open')
  await hers.opens(`${room}/links/${linkId}`)
  await hers.submits('/pause')
  t.equal(await stateOf(), 'paused')
})

t.test('a form of another site is refused, whatever it contains', async t => {
  const { browserOf, makesLink, room, addressFor, api } = await managed(t)
  const { linkId } = await makesLink()
  const browser = await browserOf(ALICE)
  await browser.opens(`${room}/links/${linkId}`)
  const fields = browser.forms().find(({ action }) => action.endsWith('/pause'))?.fields ?? {}
  const forged: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of forged) {
    t.equal((await browser.sends(`${room}/links/${linkId}/pause`, fields, headers)).status, 403)
    t.equal((await new Browser(api.app).sends(await addressFor(ALICE), {}, headers)).status, 403)
    t.equal((await new Browser(api.app).sends('/manage/sign-in', {}, headers)).status, 403)
  }
  t.match(await browser.sends(`${room}/links/${linkId}/pause`, fields), { status: 200, body: /The link is paused/ })
})

t.test('each page has no script, no external resource, and sends forms to its own origin only', async t => {
  const { browserOf, makesLink, room, api } = await managed(t)
  const { linkId } = await makesLink()
  const browser = await browserOf(ALICE)
  const paths = [
    room,
    `${room}/links/${linkId}`,
    `${room}/make`,
    `${room}/waiting`,
    `${room}/joined`,
    `${room}/guests`,
    `${room}/bans`,
  ]
  for (const path of [...paths, '/manage', '/manage/sign-in', '/manage/none']) {
    const { body, headers } = await (path.endsWith('sign-in') ? new Browser(api.app) : browser).opens(path)
    t.match(headers, {
      'content-security-policy':
        /^default-src 'none'; style-src 'sha256-\S+' 'sha256-\S+'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-robots-tag': /noindex/,
    })
    t.notMatch(
      body,
      /<(script|link|img|iframe|object|embed)\b| (src|style|on\w+)=|https?:(?!\/\/rooms\.example\.org\/)/i,
      path,
    )
  }
})

t.test('a cookie that is no session is one without', async t => {
  const { api, room } = await managed(t)
  for (const cookie of ['latchstring-manage=', 'latchstring-manage=x', `latchstring-manage=${'0'.repeat(32)}`, ';;=']) {
    const browser = new Browser(api.app)
    browser.cookie = cookie
    t.equal((await browser.opens(room)).path, '/manage/sign-in')
    t.equal((await browser.sends(`${room}/make`, {})).path, '/manage/sign-in')
  }
})

t.test('a page counts as three requests of the person, as a list of 20 entries over REST does', async t => {
  const { browserOf, room } = await managed(t, { limits: { ...NO_LIMITS, requestsPerUser: 100 } })
  const browser = await browserOf(ALICE)
  let passed = 0
  while ((await browser.opens(`${room}/bans`)).status === 200) passed++
  t.match(browser.shown, { status: 429, headers: { 'retry-after': /^\d+$/ } })
  t.ok(passed > 25 && passed <= 33, String(passed))
})
