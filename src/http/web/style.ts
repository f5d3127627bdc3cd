import { createHash } from 'node:crypto'
import { html } from './html.js'

/** One column, in light or dark mode, from 320 pixels width. */
export const STYLE = html`
:root {
  color-scheme: light dark;
  --ground: #f6f4ef;
  --sheet: #fffefb;
  --ink: #22252b;
  --faint: #5c6068;
  --line: #ddd8cc;
  --accent: #0b5c4d;
  --on-accent: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16181d;
    --sheet: #20232a;
    --ink: #e9e7e1;
    --faint: #a9adb6;
    --line: #383c46;
    --accent: #6fd3bb;
    --on-accent: #0d1714;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  padding: clamp(1rem, 5vw, 4rem) 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1.0625rem/1.6 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
main, footer { max-width: 36rem; margin: 0 auto; }
main {
  padding: clamp(1.25rem, 5vw, 2.75rem);
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 1rem;
}
p, dl, ul { margin: 0 0 1rem; }
.over { margin: 0; color: var(--faint); font-size: 0.9375rem; }
h1 { margin: 0.25rem 0 1rem; font-size: clamp(1.6rem, 6vw, 2.3rem); line-height: 1.2; text-wrap: balance; }
h2 { margin: 2.25rem 0 0.75rem; font-size: 1.125rem; line-height: 1.3; }
.topic { font-size: 1.125rem; white-space: pre-line; }
.note { padding: 0.75rem 1rem; border-left: 0.25rem solid var(--accent); background: var(--ground); }
.join {
  display: block;
  margin: 1.75rem 0 1rem;
  padding: 0.9rem 1.25rem;
  border-radius: 0.75rem;
  background: var(--accent);
  color: var(--on-accent);
  font-size: 1.1875rem;
  font-weight: 650;
  text-align: center;
  text-decoration: none;
}
.join:hover { text-decoration: underline; }
a { color: var(--accent); }
:focus-visible { outline: 0.1875rem solid var(--accent); outline-offset: 0.1875rem; }
dt { color: var(--faint); font-size: 0.9375rem; }
dd { margin: 0 0 0.75rem; }
code {
  display: block;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--ground);
  font: 0.9375rem/1.5 ui-monospace, monospace;
  user-select: all;
}
.qr { display: block; width: min(100%, 15rem); height: auto; margin: 0 auto; border-radius: 0.5rem; }
ul { padding-left: 1.25rem; }
footer { padding: 1.25rem 0.25rem; color: var(--faint); font-size: 0.875rem; text-align: center; }
`

/** The source expression of the style for the Content-Security-Policy. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE.toString()).digest('base64')}'`
