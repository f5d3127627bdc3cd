import t, { type Test } from 'tap'
import { peopleApi } from '../people.js'
import { restApi } from '../rest.js'
import { Browser } from './browser.js'

const PAGE = '/manage/sign-in'

async function signing(t: Test, options: Parameters<typeof peopleApi>[1] = {}) {
  const api = await peopleApi(t, options)
  const browser = new Browser(api.app)
  const signsIn = async (name: string, password: string) => {
    await browser.opens(PAGE)
    return browser.submits('/sign-in', { name, password })
  }
  return { api, browser, signsIn }
}

t.test('the XMPP password signs in, by the address or its local part', async t => {
  const { browser, signsIn } = await signing(t)
  t.match(await browser.opens('/manage'), { path: PAGE, body: /type="password"/ })
  for (const name of ['romeo', 'romeo@example.org', ' Romeo@Example.org ']) {
    t.match(
      await signsIn(name, 'O Juliet'),
      { status: 200, path: '/manage', body: /<bdi>romeo@example\.org<\/bdi>/ },
      name,
    )
  }
})

t.test('a wrong password begins no session', async t => {
  const { browser, signsIn } = await signing(t)
  t.match(await signsIn('romeo', 'O Rosaline'), { status: 401, body: /no account with this name and this password/ })
  t.match(await signsIn('nobody', 'O Juliet'), { status: 401 })
  t.equal(browser.cookie, undefined)
  t.equal(browser.shown.headers['www-authenticate'], undefined)
})

t.test('failures on the page and over REST count together for the lockout', async t => {
  const { api, signsIn } = await signing(t, { rules: { failuresPerAccount: 3 } })
  await signsIn('romeo', 'wrong')
  await api.signsIn('romeo', 'wrong')
  await signsIn('romeo', 'wrong')
  t.match(await signsIn('romeo', 'O Juliet'), {
    status: 401,
    body: /too many failed sign-ins/,
    headers: { 'retry-after': /\d/ },
  })
  t.match(await api.signsIn('romeo', 'O Juliet'), { status: 401, body: { errorDetailsCode: 401501 } })
})

t.test('where sign-in with a password is off, the page says only how to get an address', async t => {
  const { app } = restApi(t)
  const browser = new Browser(app)
  t.notMatch((await browser.opens(PAGE)).body, /<form/)
  t.match(browser.shown.body, /Manage on a web page/)
  t.match(await browser.sends(PAGE, { name: 'romeo', password: 'O Juliet' }), { path: PAGE })
  t.equal(browser.cookie, undefined)
})
