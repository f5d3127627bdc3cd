import { joinUri } from '../../../stanza/join-uri.js'
import { html, type Insertable } from '../html.js'
import type { LinkView } from './link-view.js'
import { way } from './way.js'

/**
 * The button that opens the room in the app of the visitor. It is the first one where there is no better way. The address
 * has no password, as clients that take one are fewer than those that then do nothing: the app asks for it.
 */
export function appButton({ visit, invitation }: LinkView): Insertable {
  const { texts } = visit
  const isFirst = !invitation.ways.guests || invitation.entry === 'locked' || invitation.entry === 'full'
  const uri = joinUri(invitation.room)
  return html`${isFirst ? undefined : html`<p class="or">${texts.app.or}</p>`}
<a class="${isFirst ? 'primary' : 'second'} app" href="${uri}" rel="nofollow" data-opens="by-hand">${texts.app.button}</a>
<p class="hint">${texts.app.hint}</p>`
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
