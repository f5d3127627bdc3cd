import { html, type Insertable } from '../html.js'
import { field } from './field.js'
import { type LinkView, pathOf } from './link-view.js'
import { way } from './way.js'

/** "I have an XMPP address": the room sends an invitation there. */
export function addressForm(view: LinkView): Insertable {
  const { visit, answer } = view
  const { title, text, label, button } = visit.texts.address
  const attributes = html`type="email" inputmode="email" maxlength="512" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="name@example.org"`
  return way(
    { name: 'by-address', title, isOpen: answer?.form === 'address' },
    html`<p>${text}</p>
<form method="post" action="${pathOf(view, 'invite')}" novalidate>
${field({ form: 'address', name: 'address', label, attributes }, answer)}
<button class="second">${button}</button>
</form>`,
  )
}
