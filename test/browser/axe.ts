import axe from 'axe-core'
import type { Page } from 'playwright-core'

type Finding = { readonly id: string; readonly nodes: readonly { readonly target: readonly string[] }[] }

/** What axe-core finds on the page, as texts: the rule and the element. */
export async function findingsOn(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  // As the developer tools do: the policy of the page allows no script that a test adds to it.
  const expression = `${axe.source}; axe.run().then(({ violations }) => violations)`
  const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  await session.detach()
  const violations: readonly Finding[] = result.value
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
