import { fill, html, type Insertable } from '../html.js'
import { type LinkView, linkPath, type Ways } from '../page/link-view.js'
import { clientPage } from './client-page.js'

type SignIn = NonNullable<Ways['signIn']>

/** The page in which a person with an account signs in, and is then in the room. */
export function signInPage({ visit, invitation }: LinkView, { domain, socket }: SignIn): string {
  const { texts, query } = visit
  const { openInviteId, room, name } = invitation
  const { wrong, elsewhere } = texts.signIn
  return clientPage({
    ...{ visit, openInviteId, title: name || texts.link.unnamed },
    leave: html`<a class="leave" href="${linkPath({ visit, invitation })}${query}">${texts.room.leave}</a>`,
    attributes: html`data-room="${room}" data-password="${openInviteId}" data-domain="${domain}" data-websocket="${socket}"
data-wrong="${wrong}" data-elsewhere="${fill(elsewhere, { domain })}" data-unavailable="${texts.account.unavailable}"`,
    opening: html`${signInForm(visit.texts, domain)}
<p class="progress" role="status" hidden>${texts.room.opening}</p>`,
  })
}

/** Hidden until the script is there: without it, the form would do nothing. */
function signInForm({ signIn, account, app }: LinkView['visit']['texts'], domain: string): Insertable {
  const { heading, safe, button } = signIn
  const isolated = html`<bdi>${domain}</bdi>`
  return html`<form class="sign-in" hidden>
<h2>${fill(heading, { domain: isolated })}</h2>
<label for="name">${account.name}</label>
<input id="name" name="name" required autocomplete="username" dir="ltr" autocapitalize="none" spellcheck="false" maxlength="2047">
<label for="password">${app.password}</label>
<input id="password" name="password" type="password" required autocomplete="current-password" dir="ltr" maxlength="1023" aria-describedby="problem">
<p class="problem" id="problem" role="alert"></p>
<button>${button}</button>
<p>${fill(safe, { domain: isolated })}</p>
</form>`
}
