import { fill, html, type Insertable } from '../html.js'
import { managePage } from './layout.js'
import type { ManageTexts } from './texts/shape.js'
import { postForm, type Visit } from './visit.js'

/** How many entries a page of a list has. */
export const PAGE_SIZE = 20
/** How many entries of a list a reader can turn over to. */
const LAST_PAGE = 50_000

/** A page for a signed-in person. */
export function personPage(visit: Visit, { title, main }: { title: string; main: Insertable }): string {
  const { texts, user, base, language } = visit
  const { page } = texts
  const bar = html`<header class="bar"><nav><a href="${base}">${page.rooms}</a></nav></header>`
  const foot = html`<p>${fill(page.signedIn, { user: html`<bdi>${user}</bdi>` })}</p>
${postForm(visit, '/sign-out', html`<button class="second">${page.signOut}</button>`)}`
  return managePage({ language, title, bar, main: [doneNote(visit.query, texts), main], foot })
}

/** Where an act leads: a page that says what was done. */
export function afterwards(path: string, done: keyof ManageTexts['done']): string {
  return `${path}?done=${done}`
}

/** The note that the query of a page asks for. */
export function doneNote(query: unknown, { done: notes }: ManageTexts): Insertable {
  const { done } = query as { done?: unknown }
  const note = new Map<unknown, string>(Object.entries(notes)).get(done)
  return note === undefined ? undefined : html`<p class="note" role="status">${note}</p>`
}

/** The first entry that the query asks for, from 0. */
export function offsetOf({ query }: Pick<Visit, 'query'>): number {
  const { from } = query
  const asked = typeof from === 'string' && /^\d{1,6}$/.test(from) ? Number(from) : 0
  return Math.min(asked, LAST_PAGE)
}

/** The links to the pages before and after this one. `path`: below `/manage`, also with a query. */
export function pager(visit: Visit, { path, total }: { path: string; total: number }): Insertable {
  const { base, texts } = visit
  const { page } = texts
  const offset = offsetOf(visit)
  if (offset === 0 && total <= PAGE_SIZE) return undefined
  const to = (from: number) => `${base}${path}${path.includes('?') ? '&' : '?'}from=${from}`
  const shown = { from: Math.min(offset + 1, total), to: Math.min(offset + PAGE_SIZE, total), total }
  return html`<nav class="row" aria-label="${fill(page.shown, shown).toString()}">
${offset > 0 ? html`<a rel="prev" href="${to(Math.max(0, offset - PAGE_SIZE))}">${page.newer}</a>` : undefined}
<span class="hint">${fill(page.shown, shown)}</span>
${offset + PAGE_SIZE < total ? html`<a rel="next" href="${to(offset + PAGE_SIZE)}">${page.older}</a>` : undefined}
</nav>`
}
