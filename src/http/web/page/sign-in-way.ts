import { fill, html, type Insertable } from '../html.js'
import { type LinkView, pathOf } from './link-view.js'
import { way } from './way.js'

/** "I have an account at example.org": a person of the server's domain opens the room in the browser with it. */
export function signInWay(view: LinkView, domain: string): Insertable {
  const { title, text, button } = view.visit.texts.signIn
  return way(
    { name: 'with-account', title: fill(title, { domain: html`<bdi>${domain}</bdi>` }) },
    html`<p>${text}</p>
<a class="second" href="${pathOf(view, 'sign-in')}">${button}</a>`,
  )
}
