import { fill, html } from '../html.js'
import { messagePage } from '../message-page.js'
import { appButton } from './app-way.js'
import { type LinkView, linkPath } from './link-view.js'

/** The page after an invitation was sent to a bare JID. It is the same whether the address exists or not. */
export function invitedPage(view: LinkView, address: string): string {
  const { sentTitle, sent, notYou } = view.visit.texts.address
  return messagePage(view.visit, {
    title: sentTitle,
    content: html`<p>${fill(sent, { address: html`<b><bdi dir="ltr">${address}</bdi></b>` })}</p>
${appButton(view, 'primary')}
<p class="hint">${notYou}</p>`,
    backTo: linkPath(view),
    hasScript: true,
  })
}
