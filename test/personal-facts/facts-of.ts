import type { Actor } from '../scenario/index.js'

type Fact = { readonly kind: string; readonly facts: Readonly<Record<string, unknown>> }
type Page = {
  readonly data: readonly Fact[]
  readonly cursor: string
  readonly isLast: boolean
  readonly isErasing: boolean
}

/** All facts that a caller reads of a person, page by page, and whether they are being erased. */
export async function factsOf(caller: Actor, user: string, limit = 100) {
  const data: Fact[] = []
  let page: Page | undefined
  do {
    const path = `/api/v1/users/${user}/data?limit=${limit}&after=${page?.cursor ?? ''}`
    page = (await caller.calls('GET', path)).body as Page
    data.push(...page.data)
  } while (!page.isLast)
  const kinds = [...new Set(data.map(({ kind }) => kind))]
  return { data, kinds, isErasing: page.isErasing }
}
