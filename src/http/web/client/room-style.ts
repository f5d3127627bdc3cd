import { createHash } from 'node:crypto'
import { BUTTON, FIELD } from '../controls.js'
import { html } from '../html.js'
import { PALETTE } from '../palette.js'
import { CONVERSE_STYLE } from './converse-style.js'

/** The bar above Converse.js. */
export const ROOM_STYLE = html`
${PALETTE}html, body { height: 100%; }
body { display: flex; flex-direction: column; margin: 0; overflow: hidden; background: var(--ground); color: var(--ink); }
.bar {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 0.75rem;
  flex: none;
  padding-block: 0.5rem;
  padding-inline: 1rem 3.75rem;
  background: var(--sheet);
  border-bottom: 1px solid var(--line);
  font: 1rem/1.4 system-ui, sans-serif;
}
.bar h1 {
  min-width: 0;
  margin: 0;
  overflow: hidden;
  font-size: 1.0625rem;
  font-weight: 650;
  line-height: 1.4;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.bar nav { display: flex; align-items: center; gap: 1rem; flex: none; }
.bar form { margin: 0; }
.bar a { color: var(--accent); text-decoration: underline; }
.bar button, .bar .leave {
  padding: 0.4rem 0.9rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
  background: transparent;
  color: var(--accent);
  font: inherit;
  text-decoration: none;
  cursor: pointer;
}
.bar button:hover, .bar .leave:hover { background: var(--accent); color: var(--on-accent); }
.bar :focus-visible { outline: 0.1875rem solid var(--accent); outline-offset: 0.1875rem; }
@media (max-width: 30rem) {
  .bar { gap: 0.5rem; padding-inline-start: 0.75rem; font-size: 0.875rem; }
  .bar h1 { font-size: 1rem; }
  .bar nav { gap: 0.625rem; }
  .bar a { max-width: 5.5rem; font-size: 0.8125rem; line-height: 1.2; }
  .bar button, .bar .leave { padding: 0.4rem 0.6rem; }
}
#room { position: relative; flex: 1; min-height: 0; }
.opening { padding: 2rem 1rem; font: 1rem/1.5 system-ui, sans-serif; text-align: center; }
.opening p { margin: 0 0 1rem; }
.opening a { color: var(--accent); }
.sign-in { max-width: 22rem; margin: 0 auto 2rem; text-align: start; }
.sign-in h2 { margin: 0 0 1rem; font-size: 1.25rem; line-height: 1.3; }
.sign-in label { display: block; margin: 0.75rem 0 0.25rem; font-weight: 600; }
.sign-in input {
  ${FIELD}
  box-sizing: border-box;
}
.sign-in button {
  ${BUTTON}
  margin: 1rem 0;
  background: var(--accent);
  color: var(--on-accent);
}
.sign-in :focus-visible { outline: 0.1875rem solid var(--accent); outline-offset: 0.1875rem; }
.sign-in .problem { margin: 0.375rem 0 0; color: var(--wrong); font-weight: 600; }
.client { color: var(--faint); font-size: 0.875rem; }
#room[data-state="started"] .opening { display: none; }
#room[data-state="signed-out"] converse-root { display: none; }
${CONVERSE_STYLE}
`

/** Converse.js inserts an empty style element for each part whose styles its build has put into the one file. */
const EMPTY_STYLE = ''
const EMPTY_STYLE_WITH_MAP = `
/*# sourceMappingURL=data:application/json;base64,${Buffer.from(
  JSON.stringify({ version: 3, sources: [], names: [], mappings: '', sourceRoot: '' }),
).toString('base64')} */`

/** The style elements of the page, as source expressions of the Content-Security-Policy. */
export const STYLE_SOURCES: readonly string[] = [ROOM_STYLE.toString(), EMPTY_STYLE, EMPTY_STYLE_WITH_MAP].map(
  style => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
)
