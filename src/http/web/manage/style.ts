import { createHash } from 'node:crypto'
import { html } from '../html.js'

/** What the pages to manage need beyond the style of all pages. */
export const MANAGE_STYLE = html`
.bar { max-width: 30rem; margin: 0 auto 0.5rem; }
.bar a { display: inline-block; padding: 0.5rem 0; }
form { margin: 0; }
h3 { margin: 1.25rem 0 0.375rem; font-size: 0.9375rem; line-height: 1.35; }
dt { color: var(--faint); font-size: 0.875rem; }
dd { margin: 0 0 0.625rem; }
.tabs ul { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
.tabs a { display: block; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.75rem; text-decoration: none; }
.tabs a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.items { margin: 1.5rem 0; padding: 0; border-bottom: 1px solid var(--line); list-style: none; }
.items > li { padding: 0.875rem 0; border-top: 1px solid var(--line); }
.items p { margin: 0; }
.items a, .items strong { font-weight: 650; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; margin: 0.75rem 0; padding: 0; list-style: none; }
.row .primary, .row .second, footer .second { width: auto; margin: 0; padding: 0.625rem 1rem; font-size: 1rem; }
.row form { flex: none; }
.row > a, .row > li > a { display: inline-block; padding: 0.5rem 0; }
.tick { display: flex; gap: 0.75rem; align-items: flex-start; font-weight: 400; }
.tick input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; padding: 0; }
footer form { margin-top: 0.75rem; }
footer .second { display: inline-block; }
`

/** The source expression of this style for the Content-Security-Policy. */
export const MANAGE_STYLE_SOURCE = `'sha256-${createHash('sha256').update(MANAGE_STYLE.toString()).digest('base64')}'`
