import { html } from './html.js'

/** How the fields of all pages look. */
export const FIELD = html`display: block;
  width: 100%;
  padding: 0.75rem 0.875rem;
  border: 1px solid var(--faint);
  border-radius: 0.75rem;
  background: var(--sheet);
  color: var(--ink);
  font: inherit;`

/** How the buttons of all pages look that are as wide as a field; colours and margins are added. */
export const BUTTON = html`display: block;
  width: 100%;
  padding: 0.8125rem 1.25rem;
  border: 1px solid var(--accent);
  border-radius: 0.75rem;
  font: inherit;
  font-weight: 650;
  text-align: center;
  text-decoration: none;
  cursor: pointer;`
