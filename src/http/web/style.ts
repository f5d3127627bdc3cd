import { createHash } from 'node:crypto'
import { BUTTON, FIELD } from './controls.js'
import { html } from './html.js'
import { PALETTE } from './palette.js'
import { COLOURS } from './picture/face.js'

const colourRules = COLOURS.map((parts, index) => html`.colour-${index} { background: rgb(${parts.join(' ')}); }\n`)

/** One column, in light or dark mode, from 320 pixels width, in both directions of writing. */
export const STYLE = html`
${PALETTE}* { box-sizing: border-box; }
body {
  margin: 0;
  padding: clamp(0.75rem, 4vw, 3.5rem) clamp(0.75rem, 4vw, 1.5rem) 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', sans-serif;
  overflow-wrap: anywhere;
}
main, footer { max-width: 30rem; margin: 0 auto; }
main {
  padding: clamp(1.25rem, 6vw, 2.5rem);
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 1.25rem;
  box-shadow: var(--shadow);
}
p, dl, ul { margin: 0 0 0.875rem; }
h1 { margin: 0.125rem 0 0.75rem; font-size: clamp(1.5rem, 6vw, 2rem); line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1.0625rem; line-height: 1.35; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 0.1875rem solid var(--accent); outline-offset: 0.1875rem; }
.mark { display: block; width: 3rem; height: 3rem; margin: 0 0 1rem; border-radius: 0.875rem; }
.over { margin: 0; color: var(--faint); }
.hint { margin: 0.375rem 0 0; color: var(--faint); font-size: 0.875rem; line-height: 1.45; }

.room { margin-bottom: 1.5rem; text-align: center; }
.room h1 { margin-bottom: 0.5rem; }
.face {
  display: flex;
  align-items: center;
  justify-content: center;
  width: 6rem;
  height: 6rem;
  margin: 0 auto 1rem;
  border-radius: 1.75rem;
  color: #fff;
  font-size: 2.75rem;
  font-weight: 650;
  line-height: 1;
  object-fit: cover;
}
${colourRules}
.topic { margin-bottom: 0.5rem; white-space: pre-line; }
.present { display: inline-flex; align-items: center; gap: 0.5rem; margin: 0.25rem 0 0; color: var(--faint); font-size: 0.9375rem; }
.present::before { content: ''; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: #2e9e6b; }
.present b { color: var(--ink); }
.note {
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-inline-start: 0.25rem solid var(--accent);
  border-radius: 0.5rem;
  background: var(--tint);
}

label, .label { display: block; margin: 0.875rem 0 0.375rem; font-size: 0.9375rem; font-weight: 600; }
form > label:first-child { margin-top: 0; }
input, select {
  ${FIELD}
}
input::placeholder { color: var(--faint); opacity: 1; }
input[aria-invalid] { border: 2px solid var(--wrong); }
.problem { margin: 0.375rem 0 0; color: var(--wrong); font-size: 0.9375rem; font-weight: 600; }
.primary, .second {
  ${BUTTON}
  margin: 1rem 0 0;
}
.primary { background: var(--accent); color: var(--on-accent); font-size: 1.0625rem; }
.primary:hover { border-color: var(--accent-strong); background: var(--accent-strong); }
.second { background: transparent; color: var(--accent); }
.second:hover { background: var(--tint); }
.known { margin: 0; text-align: center; }
.plain { padding: 0; border: 0; background: none; color: var(--accent); font: inherit; text-decoration: underline; cursor: pointer; }
.another { margin-top: 0.75rem; text-align: center; font-size: 0.9375rem; }
.app + .hint { text-align: center; }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 1.25rem 0 0.25rem; color: var(--faint); font-size: 0.875rem; }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
.or + .second { margin-top: 0.75rem; }

.ways { margin-top: 1.5rem; border-bottom: 1px solid var(--line); }
.way { border-top: 1px solid var(--line); }
summary { cursor: pointer; }
.way > summary { display: flex; align-items: center; gap: 0.75rem; padding: 0.875rem 0.125rem; list-style: none; }
.way > summary::-webkit-details-marker { display: none; }
.way > summary::after {
  content: '';
  flex: none;
  width: 0.5rem;
  height: 0.5rem;
  margin-inline: auto 0.25rem;
  border: solid var(--faint);
  border-width: 0 0.125rem 0.125rem 0;
  transform: translateY(-0.125rem) rotate(45deg);
}
.way[open] > summary::after { transform: translateY(0.125rem) rotate(225deg); }
.way > summary:hover h2 { color: var(--accent); }
.way h2 { margin: 0; font-size: 1rem; font-weight: 600; }
.inside { padding: 0 0.125rem 1.25rem; }
.inside > :last-child { margin-bottom: 0; }

.copied { display: grid; grid-template-columns: 1fr auto; gap: 0.375rem 0.5rem; margin: 0 0 0.875rem; }
.copied .label { grid-column: 1 / -1; margin: 0; font-size: 0.875rem; color: var(--faint); }
.copied button[hidden] { display: none; }
.copied code { grid-column: 1; }
.copied button {
  padding: 0 0.875rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--sheet);
  color: var(--accent);
  font: inherit;
  font-size: 0.9375rem;
  font-weight: 600;
  cursor: pointer;
}
.copied button:hover { border-color: var(--accent); background: var(--tint); }
code {
  display: block;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--ground);
  font: 0.875rem/1.5 ui-monospace, 'Cascadia Mono', Menlo, monospace;
  user-select: all;
}

.apps { margin: 0 0 0.875rem; }
.apps dt { margin: 0.75rem 0 0.125rem; color: var(--faint); font-size: 0.875rem; }
.apps dd { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.75rem; margin: 0; padding: 0.375rem 0; }
.apps .name { font-weight: 600; }
.stores { display: flex; flex-wrap: wrap; gap: 0.375rem; margin-inline-start: auto; }
.store { padding: 0.125rem 0.625rem; border: 1px solid var(--line); border-radius: 1rem; font-size: 0.875rem; text-decoration: none; }
.store:hover { border-color: var(--accent); background: var(--tint); }
.more { margin: 0 0 0.875rem; }
.more > summary { color: var(--accent); font-size: 0.9375rem; }

.phone { display: flex; align-items: center; gap: 1.25rem; margin-top: 1.5rem; }
.phone > div { flex: 1; }
.phone h2 { margin-top: 0; font-size: 1rem; }
.phone p { margin: 0; color: var(--faint); font-size: 0.9375rem; }
.qr { flex: none; width: 8.5rem; height: 8.5rem; border-radius: 0.75rem; }
@media (max-width: 26rem) { .phone { flex-direction: column; align-items: stretch; } .qr { width: min(100%, 12rem); height: auto; margin: 0 auto; } }

.back { margin: 1.5rem 0 0; }
.whole { margin: 1rem 0 0; text-align: center; }
footer { padding: 1.25rem 0.25rem; color: var(--faint); font-size: 0.875rem; text-align: center; }
footer p { margin: 0; }
.languages { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.25rem 0.875rem; margin: 0 0 0.75rem; padding: 0; list-style: none; }
.languages a { display: inline-block; padding: 0.125rem 0; color: var(--faint); }
.languages a:hover { color: var(--accent); }
.languages [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.embedded { padding: 0; background: var(--sheet); }
.embedded main { border: 0; border-radius: 0; box-shadow: none; }
`

/** The source expression of the style for the Content-Security-Policy. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE.toString()).digest('base64')}'`
