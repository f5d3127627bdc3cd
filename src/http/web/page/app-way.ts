import { joinUri } from '../../../stanza/join-uri.js'
import { html, type Insertable } from '../html.js'
import type { LinkView } from './link-view.js'
import { way } from './way.js'

/** The button that opens the room in the app of the visitor: below the way in by the browser, or as the first way. */
export function appWay(view: LinkView): Insertable {
  const { ways, entry } = view.invitation
  if (!ways.guests || entry === 'locked' || entry === 'full') return appButton(view, 'primary')
  return html`<p class="or">${view.visit.texts.app.or}</p>
${appButton(view, 'second')}`
}

/**
 * The button alone. The address has no password: the clients that take one are fewer than those that then do nothing. The
 * app asks for it.
 */
export function appButton({ visit, invitation }: LinkView, rank: 'primary' | 'second'): Insertable {
  const { button, hint } = visit.texts.app
  const uri = joinUri(invitation.room)
  return html`<a class="${rank} app" href="${uri}" rel="nofollow" data-opens="by-hand">${button}</a>
<p class="hint">${hint}</p>`
}

/** What to type in an app that takes no address, or drops the password in it. */
export function byHand({ visit, invitation }: LinkView): Insertable {
  const { asked, askedTitle, byHand, address, password } = visit.texts.app
  return way(
    { name: 'by-hand', title: askedTitle },
    html`<p>${asked}</p>
${copied(visit.texts.app, { name: 'password', label: password, text: invitation.openInviteId })}
<p>${byHand}</p>
${copied(visit.texts.app, { name: 'room-address', label: address, text: invitation.room })}`,
  )
}

type Copied = { readonly name: string; readonly label: string; readonly text: string }

/** A text with a button that copies it. Without scripts the button is hidden, and a click selects the text. */
export function copied(words: LinkView['visit']['texts']['app'], { name, label, text }: Copied): Insertable {
  return html`<div class="copied">
<span class="label" id="${name}-label">${label}</span>
<code id="${name}" dir="ltr">${text}</code>
<button type="button" hidden data-copies="${name}" data-copied="${words.copied}" aria-describedby="${name}-label">${words.copy}</button>
</div>`
}
