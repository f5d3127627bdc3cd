import { html, type Insertable } from '../html.js'
import { STYLE, STYLE_SOURCE } from '../style.js'
import { directionOf, type Language } from '../texts/texts.js'
import { MANAGE_STYLE, MANAGE_STYLE_SOURCE } from './style.js'

/**
 * No scripts, no external resources, forms to this origin only. The Referer stays within this origin: without one,
 * browsers would send the forms with `Origin: null`, which no check of the origin could tell from a forged form.
 */
export const MANAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${STYLE_SOURCE} ${MANAGE_STYLE_SOURCE}; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'no-store',
}

/** Bidirectional controls: in a title, where no element isolates them, they affect the text behind it. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g

type Parts = {
  readonly language: Language
  readonly title: string
  /** What stands above the sheet, and below it. */
  readonly bar?: Insertable
  readonly foot?: Insertable
  readonly main: Insertable
}

/** A whole page to manage as HTML. */
export function managePage({ language, title, bar, foot, main }: Parts): string {
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${title.replaceAll(BIDI_CONTROLS, '')}</title>
<style>${STYLE}</style>
<style>${MANAGE_STYLE}</style>
</head>
<body>
${bar}
<main>${main}</main>
${foot && html`<footer>${foot}</footer>`}
</body>
</html>
`.toString()
}
