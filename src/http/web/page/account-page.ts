import { localOf } from '../../../stanza/jid.js'
import type { Registered } from '../../auth/self-registration.js'
import { fill, html, type Insertable } from '../html.js'
import { messagePage } from '../message-page.js'
import { appButton, copied } from './app-way.js'
import { appList } from './apps.js'
import { type LinkView, linkPath, pathOf } from './link-view.js'

/** The page after an account was made: its address, whether its owner is in the room, and how to go on with an app. */
export function accountPage(view: LinkView, { user, isWaiting }: Registered): string {
  const { texts } = view.visit
  const { doneTitle, done, joined, asked, next } = texts.account
  const address = html`<b><bdi dir="ltr">${user.jid}</bdi></b>`
  return messagePage(view.visit, {
    title: doneTitle,
    content: html`<p>${fill(done, { address })} ${isWaiting ? asked : joined}</p>
${view.invitation.ways.signIn && openNow(view, user.jid)}
${copied(texts.app, { name: 'account-address', label: texts.app.address, text: user.jid })}
<p>${next}</p>
${appList(view.visit)}
${appButton(view, 'primary')}
`,
    backTo: linkPath(view),
    hasScript: true,
  })
}

/** To the sign-in with the new account. Its name is in the fragment, which no log of a server has. */
function openNow(view: LinkView, jid: string): Insertable {
  const name = encodeURIComponent(localOf(jid))
  return html`<p><a class="primary" href="${pathOf(view, 'sign-in')}#name=${name}">${view.visit.texts.signIn.open}</a></p>`
}
