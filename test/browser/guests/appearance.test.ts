import { LANGUAGE_NAMES } from '../../../src/http/web/texts/texts.js'
import { findingsOn } from '../axe.js'
import { browserTest } from '../browser-scene.js'

/**
 * The rules of axe-core that Converse.js 14.0.0 breaks by itself: the list of occupants has elements of its own between
 * `ul` and `li`, and the colour of an avatar, which is made of the name, can be too light for its initials.
 */
const OF_CONVERSE = ['color-contrast', 'list', 'listitem']

browserTest('on a phone of 360 px width everything fits, in light and dark mode', {}, async (t, { page, visitor }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const nurse = await visitor({ viewport: { width: 360, height: 640 }, colorScheme })
    await nurse.joins(page, `Nurse ${colorScheme}`)
    await nurse.isInside()
    const width = await nurse.page.evaluate('document.documentElement.scrollWidth')
    t.equal(width, 360)
    for (const name of ['Open in an app', 'Leave']) {
      const box = await nurse.page.getByText(name, { exact: true }).boundingBox()
      t.ok(box && box.x >= 0 && box.x + box.width <= 360, name)
    }
  }
})

browserTest('on a phone the bar leaves a long name of the room 90 px in each language', {}, async (t, scene) => {
  const { page, visitor } = scene
  const nurse = await visitor({ viewport: { width: 360, height: 640 } })
  await nurse.joins(page, 'The nurse')
  for (const language of Object.keys(LANGUAGE_NAMES)) {
    await nurse.page.goto(`${page}/room?lang=${language}`)
    await nurse.page.locator('.bar h1').evaluate(heading => {
      heading.textContent = 'A name of many words'
    })
    const box = await nurse.page.locator('.bar h1').boundingBox()
    t.ok(box && box.width >= 90, `${language}: ${box?.width}`)
  }
})

browserTest('our bar is accessible, and Converse.js as far as it is', {}, async (t, { romeo, room, page, visitor }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const nurse = await visitor({ colorScheme })
    await nurse.joins(page, `Nurse ${colorScheme}`)
    await nurse.isInside()
    romeo.sends(
      `<message to='${room}' type='groupchat'><body>See https://example.org, ${colorScheme}.</body></message>`,
    )
    await nurse.reads(`${colorScheme}.`)
    t.same(await findingsOn(nurse.page, { exclude: ['converse-root'] }), [])
    const inConverse = (await findingsOn(nurse.page, { include: ['converse-root'] })).map(
      finding => finding.split(':')[0],
    )
    t.same(
      inConverse.filter(rule => !OF_CONVERSE.includes(rule ?? '')),
      [],
    )
  }
})

browserTest('in Arabic the room is in Arabic, from right to left', {}, async (t, { romeo, room, page, visitor }) => {
  const laila = await visitor({ locale: 'ar' })
  await laila.joins(page, 'ليلى')
  await laila.isInside()
  await romeo.receives(`<presence from='${room}/ليلى'/>`)
  await laila.sees('مغادرة')
  t.equal(await laila.page.locator('html').getAttribute('dir'), 'rtl')
  t.equal(await laila.page.locator('converse-root').getAttribute('dir'), 'rtl')
  await laila.says('مرحبا')
  await romeo.receives(`<message from='${room}/ليلى'><body>مرحبا</body></message>`)
})

browserTest('without scripts the room says what else there is', {}, async (t, { page, visitor }) => {
  const nurse = await visitor({ javaScriptEnabled: false })
  await nurse.joins(page, 'The nurse')
  await nurse.sees(/needs JavaScript/)
  await nurse.page.getByRole('link', { name: 'Other ways to join' }).click()
  t.equal(nurse.page.url(), page)
})
