import { createHash } from 'node:crypto'
import { html } from '../html.js'

/** What the pages to manage need beyond the style of all pages. */
export const MANAGE_STYLE = html`
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; justify-content: space-between; max-width: 36rem; margin: 0 auto 1rem; font-size: 0.9375rem; }
.bar form, .row form { margin: 0; }
.tabs ul { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
.tabs a { display: block; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; text-decoration: none; }
.tabs a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.items { margin: 0 0 1.5rem; padding: 0; list-style: none; }
.items > li { padding: 0.875rem 0; border-top: 1px solid var(--line); }
.items p { margin: 0; }
.items .faint, .faint { color: var(--faint); font-size: 0.9375rem; }
.items a, .items strong { font-weight: 650; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0.5rem 0 0; }
.plain, .strong {
  min-height: 2.75rem;
  padding: 0.5rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
  background: transparent;
  color: var(--accent);
  font: inherit;
  cursor: pointer;
}
.strong { background: var(--accent); color: var(--on-accent); }
.field { display: block; margin: 0 0 1rem; }
.field input, .field select {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--faint);
  border-radius: 0.5rem;
  background: var(--ground);
  color: var(--ink);
  font: inherit;
}
.tick { display: flex; gap: 0.75rem; align-items: flex-start; margin: 0 0 1rem; }
.tick input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; }
summary { padding: 0.625rem 0; color: var(--accent); cursor: pointer; }
`

/** The source expression of this style for the Content-Security-Policy. */
export const MANAGE_STYLE_SOURCE = `'sha256-${createHash('sha256').update(MANAGE_STYLE.toString()).digest('base64')}'`
