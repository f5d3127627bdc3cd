import t from 'tap'
import { gives } from '../muc/features/command.js'
import { assertRefused, scenario } from '../scenario/index.js'
import { filledIn, noteOf } from './link-command.js'

const MANAGE = 'urn:latchstring:command:manage'
const MINUTE = 60_000

/** The status of a page, without redirects. `address`: its public URL. */
async function statusOf(url: string, { address, method = 'GET' }: { address: string; method?: string }) {
  const { pathname } = new URL(address)
  const answer = await fetch(`${url}${pathname}`, { method, redirect: 'manual', headers: { accept: 'text/html' } })
  return { status: answer.status, to: answer.headers.get('location') }
}

t.test('the command of a room gives an address of 15 minutes that leads to the page of the room', async t => {
  const scene = await scenario(t)
  const { romeo, room, passes } = scene
  await romeo.enters(room)
  const [taken, late] = [await gives(romeo, [room, MANAGE]), await gives(romeo, [room, MANAGE])]
  const address = filledIn(taken)['url'] ?? ''
  t.match(address, /^https:\/\/rooms\.example\/manage\/[0-9a-f]{32}$/)
  t.ok(noteOf(taken).includes(address))
  t.match(await statusOf(scene.url, { address }), { status: 200 })
  t.match(await statusOf(scene.url, { address, method: 'POST' }), {
    status: 303,
    to: /^\/manage\/rooms\/[0-9a-f]{24}$/,
  })
  await passes(15 * MINUTE)
  t.match(await statusOf(scene.url, { address: filledIn(late)['url'] ?? '' }), { status: 404 })
})

t.test('the command of the service leads to all rooms, and works after a restart', async t => {
  const scene = await scenario(t)
  const address = filledIn(await gives(scene.juliet, [scene.domain, MANAGE]))['url'] ?? ''
  await scene.restart()
  t.same(await statusOf(scene.url, { address, method: 'POST' }), { status: 303, to: '/manage' })
  t.match(scene.logged('web-session-begun'), [{ user: scene.juliet.bare, until: String }])
  t.notMatch(JSON.stringify(scene.log), address.split('/').at(-1) ?? '')
})

t.test('the command of a room is for people who may make or manage a link to it', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  assertRefused(await gives(juliet, [room, MANAGE]), ['forbidden', 'auth'])
})

t.test('an address that fails to commit is not given', async t => {
  const { romeo, domain, store } = await scenario(t)
  store.failNextCommit()
  assertRefused(await gives(romeo, [domain, MANAGE]), ['internal-server-error', 'wait'])
})
