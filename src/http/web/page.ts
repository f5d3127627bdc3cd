import { html, type Insertable } from './html.js'
import { STYLE, STYLE_SOURCE } from './style.js'

/** No scripts, no external resources, only the inline style and our icon; no Referer, no caching, no search engines. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${STYLE_SOURCE}; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'no-store',
}

/** A whole page as HTML. `description`: for the preview where a link is posted. */
export function page({ title, description, main }: { title: string; description: string; main: Insertable }): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
<meta property="og:type" content="website">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>${main}</main>
<footer><p>This link is served by Latchstring.</p></footer>
</body>
</html>
`.toString()
}
