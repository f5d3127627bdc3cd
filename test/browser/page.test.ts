import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { peopleApi } from '../http/people.js'
import { NO_LIMITS } from '../http/rest.js'
import { findingsOn } from './axe.js'
import { findChromium, startChromium } from './chromium.js'

const NARROW = { width: 320, height: 640 }
const SIGN_IN = { domain: 'example.org', socket: { url: 'wss://example.org/xmpp-websocket' } }
const WEB = { name: '', embed: ['https://www.example.org'], domain: 'rooms.example.org' }

/** A test with a browser on the pages of links; it is skipped where there is no Chromium. */
function pageTest(title: string, play: (t: Test, scene: Awaited<ReturnType<typeof pages>>) => Promise<void>): void {
  const chromium = findChromium()
  if (typeof chromium !== 'string') t.test(title, chromium, () => undefined)
  else t.test(title, async t => play(t, await pages(t, chromium)))
}

/** A link of romeo's to a room that shows all, and browsers that open it. */
async function pages(t: Test, chromium: string) {
  const api = await peopleApi(t, {
    web: WEB,
    browserSignIn: SIGN_IN,
    limits: { ...NO_LIMITS, invitationsPerAddress: 0 },
  })
  const romeo = await api.person('romeo@example.org', { name: 'Romeo Montague' })
  const topic = 'Two households, both alike in dignity'
  const roomId = String((await romeo.posts('/rooms', { name: 'The balcony', topic })).body.data['id'])
  await api.changeRecord(roomId, { config: { linkPreview: 'full' } })
  const bound = await romeo.posts('/users/me/public-links/bind', { roomId })
  const openInviteId = String(bound.body.data['openInviteId'])
  const home = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const browser = await startChromium(chromium)
  t.teardown(() => browser.close())
  /** A page of a new visitor at a path. */
  async function opens(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: NARROW, ...options })
    const page = await context.newPage()
    await page.goto(`${home}${path}`)
    return page
  }
  return { api, roomId, openInviteId, browser, home, opens }
}

type Scene = Awaited<ReturnType<typeof pages>>

/** The states of the pages: each opens one, and may fill in a form there. */
const STATES: Readonly<Record<string, (scene: Scene, options: BrowserContextOptions) => Promise<Page>>> = {
  'a link': ({ opens, openInviteId }, options) => opens(`/${openInviteId}`, options),
  'a link, in Arabic': ({ opens, openInviteId }, options) => opens(`/${openInviteId}?lang=ar`, options),
  'a link, in a frame': ({ opens, openInviteId }, options) => opens(`/${openInviteId}?embed`, options),
  'a link that shows nothing': (scene, options) => openWith(scene, { linkPreview: 'nothing' }, options),
  'a link with approval': (scene, options) => openWith(scene, { autoRegister: 'unlock_ack' }, options),
  'a locked room': (scene, options) => openWith(scene, { autoRegister: 'lock' }, options),
  'the sign-in with an account': ({ opens, openInviteId }, options) => opens(`/${openInviteId}/sign-in`, options),
  'a wrong address': async (scene, options) => sends(await STATE(scene, options), 'by-address', { address: 'nobody' }),
  'an invitation was sent': async (scene, options) =>
    sends(await STATE(scene, options), 'by-address', { address: 'juliet@example.org' }),
  'a password that is too simple': async (scene, options) =>
    sends(await STATE(scene, options), 'account', { account: 'juliet', password: '123456789' }),
  'an account was made': async (scene, options) => {
    const account = `juliet-${options.colorScheme}`
    return sends(await STATE(scene, options), 'account', { account, password: 'O Romeo, 1597!' })
  },
  'a guest comes back': async (scene, options) => {
    const page = await STATE(scene, options)
    // Without the room itself, which would load Converse.js.
    const form = { name: `Nurse ${options.colorScheme}` }
    await page.request.post(`${page.url()}/enter`, { form, maxRedirects: 0 })
    await page.reload()
    return page
  },
  'an invalid link': ({ opens }, options) => opens(`/${'0'.repeat(32)}`, options),
  'no such page': ({ opens }, options) => opens('/no/such/page', options),
  'the start': ({ opens }, options) => opens('/', options),
}

const STATE = ({ opens, openInviteId }: Scene, options: BrowserContextOptions) => opens(`/${openInviteId}`, options)

/** Opens the link while the room has this configuration. */
async function openWith(
  { api, roomId, opens, openInviteId }: Scene,
  config: { linkPreview?: 'nothing'; autoRegister?: 'lock' | 'unlock_ack' },
  options: BrowserContextOptions,
): Promise<Page> {
  await api.changeRecord(roomId, { config })
  const page = await opens(`/${openInviteId}`, options)
  await api.changeRecord(roomId, { config: { linkPreview: 'full', autoRegister: 'unlock' } })
  return page
}

/** Unfolds a way in, fills in its form, and sends it. */
async function sends(page: Page, way: string, fields: Readonly<Record<string, string>>): Promise<Page> {
  await page.locator(`#${way} summary`).click()
  for (const [name, value] of Object.entries(fields)) await page.locator(`#${way} input[name=${name}]`).fill(value)
  await Promise.all([page.waitForNavigation(), page.locator(`#${way} form button`).click()])
  return page
}

/** Keeps a picture of the page where LATCHSTRING_PICTURES names a folder. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['LATCHSTRING_PICTURES']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name.replaceAll(/\W+/g, '-')}.png`), fullPage: true })
}

pageTest('each state of the pages is accessible and fits into 320 pixels, in light and dark mode', async (t, scene) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, open] of Object.entries(STATES)) {
      const page = await open(scene, { colorScheme })
      await keepPicture(page, `${name} ${colorScheme}`)
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
      t.same(await findingsOn(page), [], `${name}, ${colorScheme}`)
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${name}, ${colorScheme}`)
      await page.context().close()
    }
  }
})

pageTest('a click copies the password, and the way to the app unfolds it', async (t, { opens, openInviteId }) => {
  const page = await opens(`/${openInviteId}`, { permissions: ['clipboard-read', 'clipboard-write'] })
  const copy = page.locator('button[data-copies=password]')
  t.equal(await copy.isVisible(), false)
  const app = page.getByText('Open in my chat app')
  // There is no app for the address, and how Chromium says so comes late.
  await app.evaluate(link =>
    link.addEventListener('click', (event: { preventDefault(): void }) => event.preventDefault()),
  )
  await app.click()
  await copy.click()
  await page.getByText('Copied', { exact: true }).waitFor()
  t.equal(await page.evaluate('navigator.clipboard.readText()'), openInviteId)
})

pageTest('without scripts there is no button that does nothing, and the forms work', async (t, scene) => {
  const page = await STATE(scene, { javaScriptEnabled: false })
  await page.locator('#by-hand summary').click()
  t.equal(await page.locator('#password').isVisible(), true)
  t.equal(await page.locator('button[data-copies=password]').isVisible(), false)
  await sends(page, 'account', { account: 'nurse', password: 'O Juliet, 1597!' })
  t.equal(await page.locator('h1').textContent(), 'You have an account')
  t.match(await page.locator('main').textContent(), 'nurse@example.org')
})

pageTest('the language switch keeps the link, also after a form was sent', async (t, scene) => {
  const page = await sends(await STATE(scene, {}), 'by-address', { address: 'nobody' })
  await page.getByRole('link', { name: 'Deutsch' }).click()
  t.equal(page.url(), `${scene.home}/${scene.openInviteId}?lang=de`)
  await sends(page, 'by-address', { address: 'juliet@example.org' })
  t.equal(await page.locator('h1').textContent(), 'Sieh in deine Chat-App')
})
