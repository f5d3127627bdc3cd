import { fill, html, type Insertable } from '../html.js'
import { field } from './field.js'
import { type LinkView, pathOf } from './link-view.js'
import { way } from './way.js'

/** "Make an account" at the domain of the server's users, and join with it. */
export function accountForm(view: LinkView, domain: string): Insertable {
  const { visit, answer } = view
  const words = visit.texts.account
  const address = html`<bdi dir="ltr">…@${domain}</bdi>`
  const name = html`autocomplete="username" maxlength="255" dir="ltr" autocapitalize="none" spellcheck="false"`
  const password = html`type="password" autocomplete="new-password" minlength="9" maxlength="256" dir="ltr"`
  const nameHint = fill(words.nameHint, { address })
  return way(
    { name: 'account', title: words.title, isOpen: answer?.form === 'account' },
    html`<p>${fill(words.text, { domain: html`<bdi>${domain}</bdi>` })}</p>
<form method="post" action="${pathOf(view, 'account')}">
${field({ form: 'account', name: 'account', label: words.name, hint: nameHint, attributes: name }, answer)}
${field({ form: 'account', name: 'password', label: words.password, hint: words.passwordHint, attributes: password, isSecret: true }, answer)}
<button class="second">${words.button}</button>
</form>`,
  )
}
