import { forTitle } from '../document.js'
import { fill, html, type Insertable } from '../html.js'
import { page } from '../page.js'
import { accountForm } from './account-form.js'
import { addressForm } from './address-form.js'
import { appWay, byHand } from './app-way.js'
import { appsWay } from './apps.js'
import { joinForm } from './join-form.js'
import { type LinkView, linkPath } from './link-view.js'
import { phoneWay } from './phone.js'
import { previewCard } from './preview-card.js'
import { entryNote, roomCard } from './room-card.js'
import { signInWay } from './sign-in-way.js'

/** The page of a valid link: the room, the way in by the browser, then all others. */
export function linkPage(view: LinkView): string {
  const { visit, invitation, answer, isEmbedded = false } = view
  const { title, titleUnnamed, description } = visit.texts.link
  const { name, topic } = invitation
  const named = name === '' ? titleUnnamed : fill(title, { room: forTitle(name) })
  return page(visit, {
    title: named,
    description: topic === '' ? description : topic,
    head: previewCard(view),
    main: html`${roomCard(view)}${entryNote(view)}${isEmbedded ? embeddedWays(view) : ways(view)}`,
    ...(answer && { switchesAt: linkPath(view) }),
    hasScript: true,
    isEmbedded,
  })
}

/** New people are let in now, or after an approval. */
function admitsNewcomers({ invitation: { entry } }: LinkView): boolean {
  return entry === 'open' || entry === 'approval'
}

function ways(view: LinkView): Insertable {
  const { guest } = view
  const { guests, addresses, accounts, signIn } = view.invitation.ways
  const isOpen = admitsNewcomers(view)
  return html`
${guest !== undefined || (isOpen && guests) ? joinForm(view) : undefined}
${appWay(view)}
<div class="ways">
${byHand(view)}
${signIn && signInWay(view, signIn.domain)}
${isOpen && addresses ? addressForm(view) : undefined}
${appsWay(view)}
${isOpen && accounts !== undefined ? accountForm(view, accounts) : undefined}
</div>
${phoneWay(view)}`
}

/** In a frame: the way in by the browser, and the whole page for the others. */
function embeddedWays(view: LinkView): Insertable {
  const { query, texts } = view.visit
  const whole = html`<p class="whole"><a href="${linkPath(view)}${query}" target="_blank">${texts.page.open}</a></p>`
  return html`${admitsNewcomers(view) && view.invitation.ways.guests ? joinForm(view) : undefined}${whole}`
}
