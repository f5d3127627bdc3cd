import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { browserTest } from './browser-scene.js'

/** The rules of axe-core that Converse.js 14.0.0 breaks itself; see docs/accessibility.md. */
const OF_CONVERSE: readonly string[] = []

type Finding = { readonly id: string; readonly nodes: readonly { readonly target: readonly string[] }[] }

/** What axe-core finds on the page, as texts: the rule and the element. */
async function findings(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  // As the developer tools do: the policy of the page allows no script that a test adds to it.
  const expression = `${axe.source}; axe.run().then(({ violations }) => violations)`
  const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  await session.detach()
  const violations: readonly Finding[] = result.value
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

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
    t.same(
      (await findings(nurse.page)).filter(finding => !OF_CONVERSE.some(known => finding.startsWith(known))),
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
