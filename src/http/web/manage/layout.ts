import { documentOf, forTitle } from '../document.js'
import { html, type Insertable } from '../html.js'
import { pageHeaders } from '../page.js'
import { STYLE } from '../style.js'
import type { Language } from '../texts/texts.js'
import { MANAGE_STYLE, MANAGE_STYLE_SOURCE } from './style.js'

/**
 * No scripts, no external resources, forms to this origin only. The Referer stays within this origin: without one,
 * browsers would send the forms with `Origin: null`, which no check of the origin could tell from a forged form.
 */
export const MANAGE_HEADERS = pageHeaders({
  policy: "form-action 'self'; frame-ancestors 'none'",
  referrer: 'same-origin',
  styles: [MANAGE_STYLE_SOURCE],
})

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
  return documentOf({
    language,
    title: forTitle(title),
    head: html`<style>${STYLE}</style>
<style>${MANAGE_STYLE}</style>`,
    body: html`${bar}
<main>${main}</main>
${foot && html`<footer>${foot}</footer>`}`,
  })
}
