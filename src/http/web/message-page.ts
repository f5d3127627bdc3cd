import { html, type Insertable } from './html.js'
import { page } from './page.js'
import type { Visit } from './visit.js'

export type Message = {
  /** A short line above the title. */
  readonly over?: string
  readonly title: string
  /** For the preview where the address is posted. Without it, the title. */
  readonly description?: string
  readonly content: Insertable
  /** The path of the page from which the visitor came. The language switch leads there, too. */
  readonly backTo?: string
  readonly head?: Insertable
  readonly hasScript?: boolean
}

/** A page that says one thing: a result, an error, or what the visitor waits for. */
export function messagePage(
  visit: Visit,
  { over, title, description, content, backTo, head, hasScript }: Message,
): string {
  const back = html`<p class="back"><a href="${backTo}${visit.query}">${visit.texts.page.back}</a></p>`
  return page(visit, {
    title,
    description: description ?? title,
    main: html`<img class="mark" src="${visit.site.base}/apple-touch-icon.png" alt="" width="48" height="48">
${over === undefined ? undefined : html`<p class="over">${over}</p>`}
<h1>${title}</h1>
${content}
${backTo === undefined ? undefined : back}`,
    head,
    hasScript: hasScript ?? false,
    ...(backTo !== undefined && { switchesAt: backTo }),
  })
}
