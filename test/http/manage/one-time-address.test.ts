import t from 'tap'
import { Browser } from './browser.js'
import { ALICE, BOB, managed } from './managed.js'

const MINUTE = 60_000

t.test('a one-time address is used by its button, not by opening it, and leads to the room', async t => {
  const { api, addressFor, roomId, room } = await managed(t)
  const address = await addressFor(ALICE, roomId)
  const preview = new Browser(api.app)
  for (const _ of [1, 2]) t.match(await preview.opens(address), { status: 200, body: /<button class="primary">/ })
  t.equal(preview.cookie, undefined)
  const browser = new Browser(api.app)
  await browser.opens(address)
  t.match(await browser.submits(address), { status: 200, path: room, body: /<h1><bdi>Verona<\/bdi><\/h1>/ })
})

t.test('an address without a room leads to all rooms of the person', async t => {
  const { api, addressFor, roomId } = await managed(t)
  const browser = new Browser(api.app)
  t.match(await browser.sends(await addressFor(ALICE), {}), { path: '/manage', body: `href="/manage/rooms/${roomId}"` })
})

t.test('a one-time address works once', async t => {
  const { api, addressFor } = await managed(t)
  const address = await addressFor(ALICE)
  const [one, other] = [new Browser(api.app), new Browser(api.app)]
  const both = await Promise.all([one.sends(address, {}), other.sends(address, {})])
  t.same(both.map(({ status }) => status).sort(), [200, 404])
  t.match(await new Browser(api.app).opens(address), { status: 404, body: /does not work any more/ })
})

t.test('a one-time address works for 15 minutes', async t => {
  const { api, clock, addressFor } = await managed(t)
  const [early, late] = [await addressFor(ALICE), await addressFor(ALICE)]
  clock.now += 15 * MINUTE - 1
  t.equal((await new Browser(api.app).sends(early, {})).status, 200)
  clock.now += 1
  t.equal((await new Browser(api.app).opens(late)).status, 404)
  t.equal((await new Browser(api.app).sends(late, {})).status, 404)
})

t.test('a fourth address of a person replaces the first; those of others stay', async t => {
  const { api, clock, addressFor } = await managed(t)
  const his = await addressFor(BOB)
  const hers: string[] = []
  for (let n = 0; n < 4; n++) {
    clock.now += 1
    hers.push(await addressFor(ALICE))
  }
  const statuses: number[] = []
  for (const address of [...hers, his]) statuses.push((await new Browser(api.app).opens(address)).status)
  t.same(statuses, [404, 200, 200, 200, 200])
})

t.test('what is no address has the page of a used one', async t => {
  const { api, addressFor, browserOf } = await managed(t)
  const used = await addressFor(ALICE)
  await new Browser(api.app).sends(used, {})
  const browser = new Browser(api.app)
  const { body } = await browser.opens(used)
  const session = (await browserOf(ALICE)).cookie?.split('=')[1]
  for (const secret of ['0'.repeat(32), '%3Cscript%3E', '__proto__', `${session}`, 'x'.repeat(3000)]) {
    t.match(await browser.opens(`/manage/${secret}`), { status: 404, body })
    t.match(await browser.sends(`/manage/${secret}`, {}), { status: 404, body })
  }
})

t.test('an address that fails to commit begins no session, and still works', async t => {
  const { api, addressFor } = await managed(t)
  const address = await addressFor(ALICE)
  const browser = new Browser(api.app)
  api.storage.failNextCommit()
  t.equal((await browser.sends(address, {})).status, 500)
  t.equal(browser.cookie, undefined)
  t.equal((await browser.sends(address, {})).status, 200)
})

t.test('the store has no secret of an address or a session', async t => {
  const { api, addressFor, browserOf } = await managed(t)
  const address = (await addressFor(ALICE)).split('/').at(-1)
  const session = (await browserOf(ALICE)).cookie?.split('=')[1]
  const { webSessionsOf } = await api.service.lookUp({ webSessionsOf: ALICE })
  t.equal(webSessionsOf?.length, 2)
  t.notMatch(JSON.stringify(webSessionsOf), new RegExp(`${address}|${session}`))
  t.notMatch(api.logged.join(), new RegExp(`${address}|${session}`))
})
