import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { JOIN } from '../http/invitation.js'
import { peopleApi } from '../http/people.js'
import { findingsOn } from './axe.js'
import { findChromium, startChromium } from './chromium.js'

const NARROW = { width: 320, height: 640 }

/** A test with a browser on the pages to manage; it is skipped where there is no Chromium. */
function manageTest(
  title: string,
  play: (t: Test, scene: Awaited<ReturnType<typeof managing>>) => Promise<void>,
): void {
  const chromium = findChromium()
  if (typeof chromium !== 'string') t.test(title, chromium, () => undefined)
  else t.test(title, async t => play(t, await managing(t, chromium)))
}

/** A room of romeo's with a link, a person who waits, a guest and a ban. */
async function managing(t: Test, chromium: string) {
  const api = await peopleApi(t)
  const [romeo, juliet] = [await api.person('romeo@example.org'), await api.person('juliet@example.org')]
  const roomId = String(
    (await romeo.posts('/rooms', { name: 'The house of Montague and its friends' })).body.data['id'],
  )
  const path = `/api/v1/rooms/${roomId}`
  const { openInviteId, linkId } = (await romeo.posts(`${path}/links`, { label: 'For the ball', maxUses: 20 })).body
    .data
  const lobby = (await romeo.posts(`${path}/links`, { admission: 'unlock_ack' })).body.data
  await api.ask({ method: 'POST', url: '/api/v1/guests', payload: { openInviteId, name: 'Nina' } })
  await juliet.posts(JOIN, { openInviteId: lobby['openInviteId'], reason: 'I stand below the balcony.' })
  await romeo.posts(`${path}/bans`, { user: 'paris@example.org', reason: 'A brawl' })
  const home = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const browser = await startChromium(chromium)
  t.teardown(() => browser.close())
  /** A phone on which romeo is signed in with his password. */
  async function signsIn(options: { colorScheme?: 'light' | 'dark'; locale?: string } = {}): Promise<Page> {
    const page = await (await browser.newContext({ viewport: NARROW, ...options })).newPage()
    await page.goto(`${home}/manage`)
    await page.fill('#name', 'romeo')
    await page.fill('#password', 'O Juliet')
    await page.click('main button')
    return page
  }
  return { home, room: `${home}/manage/rooms/${roomId}`, linkId, signsIn }
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['en', 'ar']) {
    manageTest(`axe-core finds nothing on the pages to manage: ${colorScheme}, ${locale}, 320 px`, async (t, scene) => {
      const { home, room, linkId, signsIn } = scene
      const page = await signsIn({ colorScheme, locale })
      const ofRoom = ['', `/links/${linkId}`, '/make', '/waiting', '/joined', '/guests', '/bans'].map(
        path => room + path,
      )
      const others = ['', '/sign-in', '/none', '/rooms/none'].map(path => `${home}/manage${path}`)
      for (const url of [...ofRoom, ...others]) {
        await page.goto(url)
        for (const way of await page.locator('summary').all()) await way.click()
        const place = new URL(url).pathname
        t.same(await findingsOn(page), [], place)
        const width = await page.evaluate('document.documentElement.scrollWidth')
        t.equal(width, NARROW.width, `${place} scrolls only down`)
      }
    })
  }
}

manageTest('a moderator with a phone signs in, lets a person in, makes a link and signs out', async (t, scene) => {
  const { room, signsIn } = scene
  const page = await signsIn()
  const says = async (note: string) => t.match(await page.locator('[role=status]').innerText(), note)
  await page.click('text=Waiting: 1')
  await page.click('text=Approve')
  await says('The person is let in')
  await page.click('text=Links')
  await page.click('text=Make a link')
  await page.fill('#label', 'The balcony')
  await page.click('text=Make the link')
  await says('The link is made')
  t.match(await page.locator('code').innerText(), /^https:\/\/rooms\.example\.org\/[0-9a-f]{32}$/)
  await page.click('text=Sign out')
  await says('You are signed out')
  await page.goto(room)
  t.match(page.url(), /\/manage\/sign-in$/)
})
