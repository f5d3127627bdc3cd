import { documentOf } from './document.js'
import { html, type Insertable } from './html.js'
import { SCRIPT_PATH } from './script.js'
import { STYLE, STYLE_SOURCE } from './style.js'
import { LANGUAGE_NAMES } from './texts/texts.js'
import type { Visit } from './visit.js'

type Headers = {
  readonly policy: string
  readonly referrer: 'no-referrer' | 'same-origin'
  /** The source expressions of styles beyond the common one. */
  readonly styles?: readonly string[]
}

/** The headers of all pages: no external resources, no caching, no search engines. `policy`: what the page adds to it. */
export function pageHeaders({ policy, referrer, styles = [] }: Headers) {
  const style = [STYLE_SOURCE, ...styles].join(' ')
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src ${style}; img-src 'self'; base-uri 'none'; ${policy}`,
    'referrer-policy': referrer,
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
    'cache-control': 'no-store',
  }
}

/** No scripts, no external resources, only the inline style and our pictures; no Referer, no caching, no search engines. */
export const PAGE_HEADERS = pageHeaders({
  policy: "form-action 'none'; frame-ancestors 'none'",
  referrer: 'no-referrer',
})

/**
 * The same for a page with forms to us, and with our script. Its Referer and its Origin go to us alone: they show that a
 * form is ours. `embedders`: the origins that may frame it.
 */
export function formHeaders(embedders: readonly string[] = []) {
  const ancestors = embedders.length === 0 ? "'none'" : embedders.join(' ')
  const policy = `form-action 'self'; frame-ancestors ${ancestors}; script-src 'self'`
  return pageHeaders({ policy, referrer: 'same-origin' })
}

export type PageContent = {
  readonly title: Insertable
  /** For the preview where a link is posted. */
  readonly description: Insertable
  readonly main: Insertable
  /** More of the preview, and whatever else belongs to the head. */
  readonly head?: Insertable
  /** The path that the language switch opens. Without it, that of the page itself. */
  readonly switchesAt?: string
  /** The page has our script, and headers that allow it. */
  readonly hasScript?: boolean
  /** In a frame: without the footer. */
  readonly isEmbedded?: boolean
}

/** A whole page as HTML. */
export function page(visit: Visit, content: PageContent): string {
  const { title, description, main, head, hasScript = false, isEmbedded = false } = content
  const { site, language } = visit
  return documentOf({
    language,
    title,
    head: html`<meta name="description" content="${description}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${site.name}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
${head}<link rel="icon" href="${site.base}/favicon.ico" sizes="any">
<link rel="apple-touch-icon" href="${site.base}/apple-touch-icon.png">
<style>${STYLE}</style>
${hasScript ? html`<script src="${site.base}${SCRIPT_PATH}" defer></script>` : undefined}`,
    body: html`<main>${main}</main>
${isEmbedded ? undefined : footer(visit, content.switchesAt ?? '')}`,
    bodyClass: isEmbedded ? 'embedded' : undefined,
  })
}

function footer({ texts, language }: Visit, switchesAt: string): Insertable {
  const others = Object.entries(LANGUAGE_NAMES).map(([tag, name]) => {
    const current = tag === language ? html` aria-current="true"` : undefined
    return html`<li><a href="${switchesAt}?lang=${tag}" lang="${tag}" hreflang="${tag}"${current}>${name}</a></li>`
  })
  return html`<footer>
<nav aria-label="${texts.page.language}"><ul class="languages">${others}</ul></nav>
<p>${texts.page.served}</p>
</footer>`
}
