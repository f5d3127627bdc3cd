import { html } from './html.js'

/** The colours of all pages, in light and dark mode. */
export const PALETTE = html`:root {
  color-scheme: light dark;
  --ground: #f3f1eb;
  --sheet: #ffffff;
  --ink: #1f2328;
  --faint: #5a5f68;
  --line: #dfdbd0;
  --accent: #0b5c4d;
  --accent-strong: #084638;
  --on-accent: #ffffff;
  --tint: #eef5f2;
  --wrong: #a3223a;
  --shadow: 0 1px 2px rgb(31 35 40 / 6%), 0 1rem 3rem -1rem rgb(31 35 40 / 18%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14161a;
    --sheet: #1d2026;
    --ink: #eceae4;
    --faint: #aab0ba;
    --line: #373c46;
    --accent: #6fd3bb;
    --accent-strong: #93e2cf;
    --on-accent: #0b1613;
    --tint: #202a2a;
    --wrong: #ff9aa8;
    --shadow: none;
  }
}
`
