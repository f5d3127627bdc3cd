import { writeFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { linkedScene } from '../invites/plain-link.js'
import { freePorts } from '../servers/ports.js'
import { findChromium, startChromium } from './chromium.js'
import { Visitor } from './visitor.js'

/*
 * Makes the picture of the README, the page of a link and the room behind it side by side, from a real browser:
 *
 *     node dist/test/browser/picture.js docs/join-in-the-browser.png
 */

const PAGE = { width: 380, height: 640 }
const ROOM = { width: 880, height: 640 }

const CONFIG = {
  'muc#roomconfig_roomname': 'The balcony',
  'muc#roomconfig_roomdesc': 'Where we meet after the ball',
}

const chromium = findChromium()
if (typeof chromium !== 'string') throw new Error(chromium.skip)
const ends: (() => unknown)[] = []
const [port = 0] = await freePorts(1)
const home = `http://127.0.0.1:${port}`
const scene = await linkedScene(
  { teardown: end => ends.unshift(end) },
  { config: CONFIG, http: { port, publicUrl: home } },
)
const browser = await startChromium(chromium)
ends.unshift(() => browser.close())
const link = `${home}/${scene.link.id}`

const visitor = await Visitor.arrives(browser, [home], { viewport: PAGE })
await visitor.page.goto(link)
await visitor.page.locator('form.join input[name=name]').fill('Angelica')
const page = await visitor.page.screenshot()

const [nurse, friar] = [await comes('Angelica'), await comes('Friar Laurence')]
scene.romeo.sends(groupchat('Good morrow! Who knows when the ball begins?'))
await nurse.reads('Who knows')
await friar.says('At nine, in the great hall.')
await nurse.reads('At nine')
await nurse.says('Anon, anon! I come by the garden gate.')
scene.juliet.sends(
  `<presence to='${scene.room}/juliet'><x xmlns='http://jabber.org/protocol/muc'><password>${scene.link.id}</password></x></presence>`,
)
await scene.juliet.receives(`<message type='groupchat'><subject/></message>`)
scene.juliet.sends(groupchat('Then I shall wait on the balcony.'))
await nurse.reads('on the balcony')
await nurse.page.locator('converse-muc-occupants', { hasText: 'juliet' }).waitFor()
const room = await nurse.page.screenshot()

writeFileSync(process.argv[2] ?? 'picture.png', await sideBySide(browser, [page, room]))
for (const end of ends) await end()

async function comes(name: string): Promise<Visitor> {
  const guest = await Visitor.arrives(browser, [home], { viewport: ROOM })
  await guest.joins(link, name)
  await guest.isInside()
  return guest
}

function groupchat(text: string): string {
  return `<message to='${scene.room}' type='groupchat'><body>${text}</body></message>`
}

/** The pictures in one, as PNG. */
async function sideBySide(browser: Browser, pictures: readonly Buffer[]): Promise<Buffer> {
  const sheet = await browser.newPage({ viewport: { width: PAGE.width + ROOM.width + 72, height: PAGE.height + 48 } })
  const images = pictures.map(picture => `<img src="data:image/png;base64,${picture.toString('base64')}">`)
  await sheet.setContent(`<style>
    body { display: flex; gap: 24px; margin: 0; padding: 24px; background: #d9d5ca; }
    img { border-radius: 12px; box-shadow: 0 2px 12px rgb(0 0 0 / 20%); }
  </style>${images.join('')}`)
  return sheet.screenshot()
}
