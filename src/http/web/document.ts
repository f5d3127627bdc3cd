import { html, type Insertable } from './html.js'
import { directionOf, type Language } from './texts/texts.js'

type Document = {
  readonly language: Language
  readonly title: Insertable
  /** What else belongs to the head: styles, scripts, icons, previews. */
  readonly head: Insertable
  readonly body: Insertable
  readonly bodyClass?: string | undefined
}

/** What all pages have: language and direction, the width of the device, both colour schemes, no search engines. */
export function documentOf({ language, title, head, body, bodyClass }: Document): string {
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}
</head>
<body${bodyClass === undefined ? undefined : html` class="${bodyClass}"`}>
${body}
</body>
</html>
`.toString()
}

/** Bidirectional controls: in a title, where no element isolates them, they affect the text behind it. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g

/** The name of a room, for a title. */
export function forTitle(name: string): string {
  return name.replaceAll(BIDI_CONTROLS, '')
}
