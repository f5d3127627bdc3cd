import axe from 'axe-core'
import type { Page } from 'playwright-core'

type Finding = { readonly id: string; readonly nodes: readonly { readonly target: readonly string[] }[] }

/** Parts of a page by their selectors; by default the whole page. */
type Parts = { readonly include: readonly string[] } | { readonly exclude: readonly string[] }

/** What axe-core finds on the page or on a part of it, as texts: the rule and the element. */
export async function findingsOn(page: Page, parts: Parts = { include: ['html'] }): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  // As the developer tools do: the policy of the page allows no script that a test adds to it.
  const expression = `${axe.source}; axe.run(${JSON.stringify(parts)}).then(({ violations }) => violations)`
  const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  await session.detach()
  const violations: readonly Finding[] = result.value
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
