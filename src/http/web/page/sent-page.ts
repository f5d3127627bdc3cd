import { fill, html } from '../html.js'
import { messagePage } from '../message-page.js'
import { type LinkView, linkPath } from './link-view.js'

/** The page after an invitation was sent to `address`, a bare JID. It is the same whether the address exists or not. */
export function sentPage(view: LinkView, address: string): string {
  const { sentTitle, sent, notYou } = view.visit.texts.address
  return messagePage(view.visit, {
    title: sentTitle,
    content: html`<p>${fill(sent, { address: html`<b><bdi dir="ltr">${address}</bdi></b>` })}</p>
<p>${notYou}</p>`,
    backTo: linkPath(view),
  })
}
